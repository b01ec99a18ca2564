using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KubeNetTui.Kubernetes;

/// <summary>A YAML value with the line it stands on (from 1). Unlike YamlDotNet's own model it survives duplicate keys.</summary>
public sealed class YamlValue(long line)
{
    public long Line { get; } = line;
    public string? Text { get; init; }

    /// <summary>Plain <c>null</c>, <c>~</c> or nothing at all.</summary>
    public bool IsNull { get; init; }
    public IReadOnlyList<YamlValue>? Items { get; init; }
    public IReadOnlyList<KeyValuePair<string, YamlValue>>? Members { get; init; }

    public string Kind => this switch
    {
        { IsNull: true } => "nothing",
        { Items: not null } => "a list",
        { Members: not null } => "a map",
        _ => "a text",
    };
}

/// <summary>Builds a <see cref="YamlValue"/> from YamlDotNet's events: no reflection, and every value knows its line.</summary>
public sealed class YamlTree
{
    // A kubeconfig is five levels deep; deeper input is an attack or an accident, and would exhaust the stack.
    private const int MaxDepth = 64;

    private readonly Dictionary<AnchorName, YamlValue> _anchors = [];
    private readonly IParser _parser;

    private YamlTree(IParser parser) => _parser = parser;

    /// <summary>The first document; null when there is none.</summary>
    /// <exception cref="YamlException">Not YAML; Start has the place.</exception>
    public static YamlValue? Parse(string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                return null;
            }
            return new YamlTree(parser).Read(0);
        }
        // What the scanner lets through on hostile input is not always a YamlException.
        catch (Exception wrong) when (wrong is ArgumentException or InvalidOperationException or FormatException or OverflowException
            or IndexOutOfRangeException or NullReferenceException)
        {
            throw new YamlException(parser.Current?.Start ?? Mark.Empty, parser.Current?.End ?? Mark.Empty, wrong.Message, wrong);
        }
    }

    private YamlValue Read(int depth)
    {
        var next = _parser.Current ?? throw new YamlException("the text ends too early");
        if (depth > MaxDepth)
        {
            throw new YamlException(next.Start, next.End, "nested too deeply");
        }
        switch (next)
        {
            case AnchorAlias alias:
                _parser.MoveNext();
                return _anchors.TryGetValue(alias.Value, out var known)
                    ? known
                    : throw new YamlException(alias.Start, alias.End, $"the alias *{alias.Value} has no anchor");
            case Scalar scalar:
                _parser.MoveNext();
                var isNull = scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL";
                return Remember(scalar, new YamlValue(scalar.Start.Line) { Text = isNull ? null : scalar.Value, IsNull = isNull });
            case SequenceStart start:
                _parser.MoveNext();
                var items = new List<YamlValue>();
                while (!_parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(Read(depth + 1));
                }
                return Remember(start, new YamlValue(start.Start.Line) { Items = items });
            case MappingStart start:
                _parser.MoveNext();
                var members = new List<KeyValuePair<string, YamlValue>>();
                while (!_parser.TryConsume<MappingEnd>(out _))
                {
                    var key = Read(depth + 1);
                    if (key.Items is not null || key.Members is not null)
                    {
                        throw new YamlException(start.Start, start.End, "a key must be a text");
                    }
                    members.Add(new(key.Text ?? "", Read(depth + 1)));
                }
                return Remember(start, new YamlValue(start.Start.Line) { Members = members });
            default:
                throw new YamlException(next.Start, next.End, "the text ends where a value should be");
        }
    }

    private YamlValue Remember(NodeEvent node, YamlValue value)
    {
        if (!node.Anchor.IsEmpty)
        {
            _anchors[node.Anchor] = value;
        }
        return value;
    }
}
