using System.Runtime.InteropServices;

namespace KubeNetTui.Terminal.Tests;

/// <summary>A pair of the kernel: what is written to one side is typed on the terminal at the other.</summary>
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadWriteNoTty = 2 | 0x100;
    private readonly int _master;

    public PseudoTerminal(ushort columns, ushort rows)
    {
        _master = posix_openpt(ReadWriteNoTty);
        Assert.True(_master >= 0);
        Assert.Equal(0, grantpt(_master));
        Assert.Equal(0, unlockpt(_master));
        Path = Marshal.PtrToStringUTF8(ptsname(_master))!;
        Resize(columns, rows);
    }

    public string Path { get; }

    public void Resize(ushort columns, ushort rows) =>
        Assert.Equal(0, ioctl(_master, 0x5414, [rows, columns, 0, 0])); // TIOCSWINSZ

    public unsafe void Type(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            Assert.Equal(bytes.Length, LibC.Write(_master, first, (nuint)bytes.Length));
        }
    }

    public unsafe byte[] Read()
    {
        var bytes = new byte[8192];
        fixed (byte* first = bytes)
        {
            return bytes[..(int)LibC.Read(_master, first, (nuint)bytes.Length)];
        }
    }

    public LibC.TerminalAttributes Attributes()
    {
        Assert.Equal(0, LibC.GetAttributes(_master, out var attributes));
        return attributes;
    }

    public void Dispose() => _ = LibC.Close(_master);

    [LibraryImport("libc")]
    private static partial int posix_openpt(int flags);

    [LibraryImport("libc")]
    private static partial int grantpt(int descriptor);

    [LibraryImport("libc")]
    private static partial int unlockpt(int descriptor);

    [LibraryImport("libc")]
    private static partial nint ptsname(int descriptor);

    [LibraryImport("libc")]
    private static partial int ioctl(int descriptor, nuint request, ushort[] size);
}
