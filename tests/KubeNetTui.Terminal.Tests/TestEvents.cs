using System.Text;

namespace KubeNetTui.Terminal.Tests;

internal static class TestEvents
{
    public static List<InputEvent> Parse(string bytes, bool flush = true) => Parse([Encoding.UTF8.GetBytes(bytes)], flush);

    public static List<InputEvent> Parse(IEnumerable<byte[]> pieces, bool flush = true)
    {
        var parser = new InputParser();
        var events = new List<InputEvent>();
        foreach (var piece in pieces)
        {
            parser.Feed(piece, events);
        }

        if (flush)
        {
            parser.Flush(events);
        }

        return events;
    }
}
