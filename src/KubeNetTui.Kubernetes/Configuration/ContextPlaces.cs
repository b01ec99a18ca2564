using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KubeNetTui.Kubernetes;

/// <summary>
/// Where the contexts of a kubeconfig stand in its text, to change one and leave all else, comments too, as it is. Places are indexes into
/// the text, ends behind the last character.
/// </summary>
internal sealed partial class ContextPlaces
{
    private readonly string _text;
    private readonly Parser _parser;
    private readonly List<Item> _items = [];
    private bool _isFlow;
    private (string Value, int Start, int End)? _current;

    private ContextPlaces(string text)
    {
        _text = text;
        _parser = new Parser(new StringReader(text));
    }

    /// <exception cref="YamlException">It is no YAML, or no map.</exception>
    public static ContextPlaces Of(string text)
    {
        ContextPlaces places = new(text);
        places.Read();
        return places;
    }

    /// <param name="names">The context's new name; null: it only stands here as the current one.</param>
    /// <param name="isCurrent">The current context is named anew too.</param>
    public string Renamed(string name, string to, bool names, bool isCurrent)
    {
        List<(int Start, int End, string Text)> changes = [];
        if (names && _items.FirstOrDefault(i => i.Name == name) is { } item)
        {
            changes.Add((item.NameStart, item.NameEnd, Quoted(to, item.NameStart)));
        }

        if (isCurrent && _current is { } current && current.Value == name)
        {
            changes.Add((current.Start, current.End, Quoted(to, current.Start)));
        }

        return Changed(changes);
    }

    /// <inheritdoc cref="Renamed"/>
    public string Removed(string name, bool removes, bool isCurrent)
    {
        List<(int Start, int End, string Text)> changes = [];
        if (removes && _items.FindIndex(i => i.Name == name) is >= 0 and var at)
        {
            var (start, end) = _isFlow ? FlowSpan(at) : BlockSpan(_items[at]);
            changes.Add((start, end, ""));
        }

        if (isCurrent && _current is { } current && current.Value == name)
        {
            changes.Add((current.Start, current.End, "\"\""));
        }

        return Changed(changes);
    }

    private string Changed(List<(int Start, int End, string Text)> changes)
    {
        var text = _text;
        foreach (var (start, end, by) in changes.OrderByDescending(c => c.Start))
        {
            text = string.Concat(text.AsSpan(0, start), by, text.AsSpan(end));
        }

        return text;
    }

    private (int Start, int End) FlowSpan(int at) =>
        at + 1 < _items.Count ? (_items[at].Start, _items[at + 1].Start)
        : at > 0 ? (_items[at - 1].End, _items[at].End)
        : (_items[at].Start, _items[at].End);

    /// <summary>Whole lines: from that with the dash to that where its last value ends.</summary>
    private (int Start, int End) BlockSpan(Item item)
    {
        var dash = item.Start - 1;
        while (dash > 0 && _text[dash] != '-')
        {
            dash--;
        }

        var start = dash == 0 ? 0 : _text.LastIndexOf('\n', dash - 1) + 1;
        var end = item.LastEnd > 0 && _text[item.LastEnd - 1] == '\n' ? item.LastEnd : _text.IndexOf('\n', item.LastEnd) + 1;
        return (start, end == 0 ? _text.Length : end);
    }

    /// <summary>In quotes where it stood in some, or where it would be read as something else.</summary>
    private string Quoted(string value, int at) =>
        _text[at] is not ('"' or '\'') && Plain().IsMatch(value) && value.ToLowerInvariant() is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n")
            ? value
            : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private void Read()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            return;
        }

        _parser.Consume<MappingStart>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = _parser.Consume<Scalar>().Value;
            switch (key, _parser.Current)
            {
                case ("contexts", SequenceStart) when _items.Count == 0:
                    ReadContexts();
                    break;
                case ("current-context", Scalar scalar) when _current is null:
                    _current = (scalar.Value, (int)scalar.Start.Index, (int)scalar.End.Index);
                    Skip();
                    break;
                default:
                    Skip();
                    break;
            }
        }
    }

    private void ReadContexts()
    {
        _isFlow = _parser.Consume<SequenceStart>().Style == SequenceStyle.Flow;
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            if (!_parser.TryConsume<MappingStart>(out var start))
            {
                throw new YamlException(_parser.Current!.Start, _parser.Current.End, "an entry of contexts is no map of its own");
            }

            Item item = new() { Start = (int)start.Start.Index };
            while (true)
            {
                if (_parser.TryConsume<MappingEnd>(out var end))
                {
                    item.End = (int)end.End.Index;
                    break;
                }

                var key = _parser.Consume<Scalar>();
                if (key.Value == "name" && item.Name is null && _parser.Current is Scalar name)
                {
                    (item.Name, item.NameStart, item.NameEnd) = (name.Value, (int)name.Start.Index, (int)name.End.Index);
                }

                item.LastEnd = Math.Max(Skip(), (int)key.End.Index);
            }

            _items.Add(item);
        }
    }

    /// <returns>Where the last value of what was passed over ends.</returns>
    private int Skip()
    {
        var (depth, last) = (0, 0);
        do
        {
            var next = _parser.Current!;
            depth += next.NestingIncrease;

            // The end of a map or list in block style is where the next thing begins.
            last = next is Scalar or AnchorAlias or MappingStart { Style: MappingStyle.Flow } or SequenceStart { Style: SequenceStyle.Flow }
                || (next is MappingEnd or SequenceEnd && next.End.Index > next.Start.Index)
                ? Math.Max(last, (int)next.End.Index)
                : last;
            _parser.MoveNext();
        }
        while (depth > 0);
        return last;
    }

    private sealed class Item
    {
        public int Start { get; init; }
        public int End { get; set; }
        public int LastEnd { get; set; }
        public string? Name { get; set; }
        public int NameStart { get; set; }
        public int NameEnd { get; set; }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9._@/-]*$")]
    private static partial Regex Plain();
}
