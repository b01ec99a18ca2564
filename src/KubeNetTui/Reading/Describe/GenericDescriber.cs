using System.Text.Json.Nodes;
using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>Any kind, also those that this program has never heard of: metadata, conditions, the object's own parts as YAML, events.</summary>
internal sealed class GenericDescriber : IDescriber
{
    private const int LinesOfPart = 120;

    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) => [CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        page.Head(o, null);
        page.Heading("Object");
        page.Field("API", o.Root["apiVersion"].Text);
        page.Field("uid", o.Root["metadata"]["uid"].Text, Tone.Dim);
        page.Owners(o);
        Conditions(page, o);
        foreach (var (name, _) in o.Root.Members.Where(static m => m.Key is not ("apiVersion" or "kind" or "metadata" or "status")))
        {
            Part(page, o, name);
        }

        Part(page, o, "status");
        page.Events(o);
        page.Labels(o);
    }

    public static void Conditions(PageBuilder page, Described o)
    {
        var conditions = o.Root["status"]["conditions"].Items.Select(static c => new Condition(
            c["type"].Text, c["status"].Text, c["reason"].Text, c["message"].Text, c["lastTransitionTime"].Time, null)).ToList();
        page.Conditions(o, conditions, static c => CommonParts.ConditionTone(c, trueIsBad: IsBad(c.Type)));
    }

    private static bool IsBad(string type) =>
        type.EndsWith("Failure", StringComparison.Ordinal) || type.EndsWith("Failed", StringComparison.Ordinal)
        || type.EndsWith("Degraded", StringComparison.Ordinal) || type.EndsWith("Pressure", StringComparison.Ordinal)
        || type is "Stalled" or "Suspended";

    private static void Part(PageBuilder page, Described o, string name)
    {
        JsonNode? part;
        try
        {
            part = JsonNode.Parse(o.Json.Span)?[name]?.DeepClone();
        }
        catch (System.Text.Json.JsonException)
        {
            return;
        }

        if (part is JsonObject status && name == "status")
        {
            status.Remove("conditions"); // shown above, in words
        }

        if (part is null or JsonObject { Count: 0 } or JsonArray { Count: 0 })
        {
            return;
        }

        page.Heading(char.ToUpperInvariant(name[0]) + name[1..]);
        var lines = YamlLines.Of(part);
        foreach (var line in lines.Take(LinesOfPart))
        {
            page.Line(new TextLine([new TextRun("  "), .. line.Runs]) { Indent = line.Indent + 2 });
        }

        if (lines.Count > LinesOfPart)
        {
            page.Sentence($"… {lines.Count - LinesOfPart} more lines: y shows the YAML", Tone.Dim);
        }
    }
}
