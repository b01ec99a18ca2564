using System.Globalization;

namespace KubeNetTui.App;

/// <summary>
/// A number typed before a key that moves, as vim has it: <c>10j</c>, <c>5G</c>. Where the digits are the keys of namespaces it begins
/// with <c>#</c>, and nothing is decided by how fast one types: over a slow line that would be chance.
/// </summary>
internal sealed class KeyCount
{
    private const int MostDigits = 7;
    private string _digits = "";

    /// <summary>A number is being typed.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>For the status line: <c>10</c>.</summary>
    public string Text => _digits;

    public void Open(string digits = "") => (IsOpen, _digits) = (true, digits);

    public void Close() => (IsOpen, _digits) = (false, "");

    /// <summary>Takes a key that belongs to the number.</summary>
    /// <returns>False: it is the key that the number is for.</returns>
    public bool Take(string key)
    {
        switch (key)
        {
            case [>= '0' and <= '9'] when _digits.Length < MostDigits:
                _digits += key;
                return true;
            case [>= '0' and <= '9'] or "#":
                return true;
            case "backspace" when _digits.Length > 1:
                _digits = _digits[..^1];
                return true;
            case "backspace" or "esc":
                Close();
                return true;
            default:
                return false;
        }
    }

    /// <summary>The number, which is then over; 1 where none was typed.</summary>
    public int End()
    {
        var count = _digits.Length == 0 ? 1 : Math.Max(1, int.Parse(_digits, CultureInfo.InvariantCulture));
        Close();
        return count;
    }
}
