namespace KubeNetTui.Shell;

/// <summary>Finds ctrl-p ctrl-q in what is typed, as docker and kubectl have it; all else goes on to the container.</summary>
internal sealed class DetachKeys
{
    public const string Shown = "ctrl-p ctrl-q";

    private const byte CtrlP = 0x10;
    private const byte CtrlQ = 0x11;
    private bool _isHeld;

    /// <returns>What goes on, and whether the person wants to leave. A ctrl-p waits for the key after it.</returns>
    public (ReadOnlyMemory<byte> Onward, bool Leaves) Take(ReadOnlyMemory<byte> typed)
    {
        List<byte> rest = new(typed.Length + 1);
        foreach (var key in typed.Span)
        {
            if (_isHeld)
            {
                _isHeld = false;
                if (key == CtrlQ)
                {
                    return (rest.ToArray(), true);
                }

                rest.Add(CtrlP);
            }

            if (key == CtrlP)
            {
                _isHeld = true;
            }
            else
            {
                rest.Add(key);
            }
        }

        return (rest.ToArray(), false);
    }
}
