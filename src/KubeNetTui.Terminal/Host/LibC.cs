using System.Runtime.InteropServices;

namespace KubeNetTui.Terminal;

/// <summary>The few calls of libc that .NET has no door to. Structures and numbers are those of Linux on x64 and arm64 (glibc, musl).</summary>
internal static partial class LibC
{
    public const int OpenReadWrite = 2;
    public const int OpenNoControllingTerminal = 0x100;
    public const int OpenNonBlocking = 0x800;
    public const int OpenCloseOnExec = 0x80000;
    public const int SetNow = 0; // TCSANOW: unlike the others it never waits for output that nobody takes
    public const int Interrupted = 4; // EINTR
    public const int TryAgain = 11; // EAGAIN
    public const int SignalStop = 19; // SIGSTOP
    public const int SignalTerminalStop = 20; // SIGTSTP
    public const short PollIn = 1;
    public const short PollOut = 4;
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ

    [LibraryImport("libc", EntryPoint = "isatty")]
    public static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static unsafe partial int Poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static unsafe partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    public static partial int GetAttributes(int descriptor, out TerminalAttributes attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    public static partial int SetAttributes(int descriptor, int when, in TerminalAttributes attributes);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    public static partial void MakeRaw(ref TerminalAttributes attributes);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "getsid")]
    public static partial int SessionOf(int process);

    [LibraryImport("libc", EntryPoint = "getpgid")]
    public static partial int GroupOf(int process);

    public static TerminalSize? WindowSize(int descriptor) =>
        IoControl(descriptor, GetWindowSize, out var size) == 0 && size is { Columns: > 0, Rows: > 0 }
            ? new TerminalSize(size.Columns, size.Rows)
            : null;

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoControl(int descriptor, nuint request, out WindowSizeData size);

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>struct termios: four words of flags, the line discipline, 32 control characters, two speeds.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct TerminalAttributes
    {
        public uint Input;
        public uint Output;
        public uint Control;
        public uint Local;
        public byte Line;
        public fixed byte Characters[32];
        public uint InputSpeed;
        public uint OutputSpeed;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSizeData
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelWidth;
        public ushort PixelHeight;
    }
}
