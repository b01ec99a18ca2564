using System.Text;
using System.Text.Json;

namespace KubeNetTui.Evidence;

/// <summary>
/// Reads <c>{"nftables": [ … ]}</c> item by item, so that an output that breaks off still gives all that came before. Chains may come
/// before or after their rules; a rule whose chain is not listed is kept in a chain made for it.
/// </summary>
internal sealed class NftJsonReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    private readonly Dictionary<(string Family, string Name), TableBuilder> _tables = [];
    private readonly List<TableBuilder> _order = [];
    private readonly List<NotUnderstoodLine> _notUnderstood = [];
    private string _version = "";

    public NftRuleset Read(string json)
    {
        var whole = ReadItems(Encoding.UTF8.GetBytes(json));
        return new NftRuleset(_version, [.. _order.Select(t => t.Build())], _notUnderstood) { IsWhole = whole };
    }

    private bool ReadItems(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Options.MaxDepth });
        var number = 0;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return Broken(number, bytes, 0, "a JSON object {\"nftables\": […]}");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isList = reader.ValueTextEquals("nftables"u8);
                reader.Read();
                if (!isList || reader.TokenType != JsonTokenType.StartArray)
                {
                    reader.Skip();
                    continue;
                }

                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    number++;
                    using var item = JsonDocument.ParseValue(ref reader);
                    TryReadItem(item.RootElement, number);
                }
            }

            return reader.TokenType == JsonTokenType.EndObject && number > 0 || Broken(number, bytes, (int)reader.BytesConsumed, "the list \"nftables\"");
        }
        catch (JsonException)
        {
            return Broken(number + 1, bytes, (int)Math.Min(reader.BytesConsumed, bytes.Length), "JSON up to the end of the listing");
        }
    }

    private void TryReadItem(JsonElement item, int number)
    {
        try
        {
            ReadItem(item, number);
        }
        catch (InvalidOperationException)
        {
            // A name with half of a surrogate pair escaped in it is JSON, and no string.
            Not(item, number, "names that are text");
        }
    }

    private bool Broken(int number, byte[] bytes, int from, string why)
    {
        var rest = bytes.AsSpan(from);
        _notUnderstood.Add(NotUnderstoodLine.Of(number, Encoding.UTF8.GetString(rest[..Math.Min(rest.Length, NotUnderstoodLine.MostText)]), why));
        return false;
    }

    private void ReadItem(JsonElement item, int number)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.EnumerateObject().MoveNext())
        {
            Not(item, number, "an object with one member");
            return;
        }

        var member = item.EnumerateObject().First();
        var o = member.Value;
        switch (member.Name)
        {
            case "metainfo":
                _version = o.Text("version");
                break;
            case "table" when o.Text("name").Length > 0:
                var table = Table(o.Text("family"), o.Text("name"));
                table.Table = table.Table with { Handle = o.Long("handle"), Comment = o.Text("comment"), Flags = o.Texts("flags") };
                break;
            case "chain" when o.Text("name").Length > 0:
                ReadChain(o);
                break;
            case "rule" when o.Text("chain").Length > 0:
                ReadRule(o);
                break;
            case "set" or "map" when o.Text("name").Length > 0:
                Table(o.Text("family"), o.Text("table")).Sets.Add(ReadSet(o));
                break;
            case "flowtable" when o.Text("name").Length > 0:
                Table(o.Text("family"), o.Text("table")).Flowtables.Add(new(o.Text("name"), o.Text("hook"), o.Int("prio"), o.Texts("dev")));
                break;
            case "counter" or "quota" or "limit" or "secmark" or "synproxy" or "ct helper" or "ct timeout" or "ct expectation" or "tunnel":
                Table(o.Text("family"), o.Text("table")).Objects.Add(new(member.Name, o.Text("name"), o.GetRawText()));
                break;
            default:
                Not(item, number, "a table, chain, rule, set, map, flowtable or named object");
                break;
        }
    }

    private void Not(JsonElement item, int number, string why) => _notUnderstood.Add(NotUnderstoodLine.Of(number, item.GetRawText(), why));

    private void ReadChain(JsonElement o)
    {
        var chain = Table(o.Text("family"), o.Text("table")).Chain(o.Text("name"));
        chain.Chain = chain.Chain with
        {
            Handle = o.Long("handle"),
            Type = o.Text("type"),
            Hook = o.Text("hook"),
            Priority = o.Int("prio"),
            Policy = o.Text("policy"),
            Device = string.Join(", ", o.Texts("dev")),
            Comment = o.Text("comment"),
        };
    }

    private void ReadRule(JsonElement o)
    {
        var chain = Table(o.Text("family"), o.Text("table")).Chain(o.Text("chain"));
        IReadOnlyList<NftStatement> statements = o.TryGetProperty("expr", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(NftStatementReader.Read)]

            // A rule whose statements are not there could do anything.
            : [new NftOtherStatement("expr", o.GetRawText())];
        chain.Rules.Add(new NftRule(chain.Chain.Family, chain.Chain.Table, chain.Chain.Name, statements)
        {
            Handle = o.Long("handle"), Comment = o.Text("comment"),
        });
    }

    private static NftSet ReadSet(JsonElement o) => new(o.Text("family"), o.Text("table"), o.Text("name"))
    {
        Handle = o.Long("handle"),
        Comment = o.Text("comment"),
        Flags = o.Texts("flags"),
        KeyTypes = o.Texts("type"),
        MapType = o.TryGetProperty("map", out var map) ? NftStatementReader.Word(map) : null,
        Elements = o.TryGetProperty("elem", out var elements) ? NftStatementReader.Elements(elements) : [],
    };

    private TableBuilder Table(string family, string name)
    {
        if (!_tables.TryGetValue((family, name), out var table))
        {
            _tables.Add((family, name), table = new TableBuilder(new NftTable(family, name)));
            _order.Add(table);
        }

        return table;
    }

    private sealed class TableBuilder(NftTable table)
    {
        private readonly Dictionary<string, ChainBuilder> _chains = [];
        private readonly List<ChainBuilder> _order = [];

        public NftTable Table { get; set; } = table;

        public List<NftSet> Sets { get; } = [];

        public List<NftFlowtable> Flowtables { get; } = [];

        public List<NftObject> Objects { get; } = [];

        public ChainBuilder Chain(string name)
        {
            if (!_chains.TryGetValue(name, out var chain))
            {
                _chains.Add(name, chain = new ChainBuilder(new NftChain(Table.Family, Table.Name, name)));
                _order.Add(chain);
            }

            return chain;
        }

        public NftTable Build() => Table with
        {
            Chains = [.. _order.Select(c => c.Chain with { Rules = c.Rules })], Sets = Sets, Flowtables = Flowtables, Objects = Objects,
        };
    }

    private sealed class ChainBuilder(NftChain chain)
    {
        public NftChain Chain { get; set; } = chain;

        public List<NftRule> Rules { get; } = [];
    }
}
