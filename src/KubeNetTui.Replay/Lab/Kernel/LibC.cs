using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KubeNetTui.Replay;

/// <summary>The few calls of Linux that .NET has no door to.</summary>
internal static partial class LibC
{
    /// <summary>CLONE_NEWNET, <c>include/uapi/linux/sched.h</c>.</summary>
    public const int NetworkNamespace = 0x40000000;

    public const int OpenReadWrite = 2;
    public const int OpenNoControllingTerminal = 0x100;
    public const int OpenCloseOnExec = 0x80000;
    public const int SignalKill = 9;

    /// <summary>TIOCSWINSZ.</summary>
    private const nuint SetWindowSize = 0x5414;

    /// <summary>Moves the calling thread, and only it.</summary>
    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(SafeFileHandle descriptor, int kind);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    public static partial int OpenTerminal(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    public static partial int GrantTerminal(SafeFileHandle master);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    public static partial int UnlockTerminal(SafeFileHandle master);

    /// <summary>The path of the other end, zero-terminated UTF-8.</summary>
    public static unsafe string? TerminalName(SafeFileHandle master)
    {
        var name = stackalloc byte[128];
        return TerminalName(master, name, 128) == 0 ? Marshal.PtrToStringUTF8((nint)name) : null;
    }

    public static unsafe void Resize(SafeFileHandle master, TerminalSize size)
    {
        var window = stackalloc ushort[4];
        (window[0], window[1], window[2], window[3]) = ((ushort)size.Rows, (ushort)size.Columns, 0, 0);
        _ = Control(master, SetWindowSize, window);
    }

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static unsafe partial int TerminalName(SafeFileHandle master, byte* name, nuint length);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int Control(SafeFileHandle descriptor, nuint request, ushort* value);
}
