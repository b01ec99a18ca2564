namespace KubeNetTui.Evidence;

/// <summary>Reads <c>{"name": "…"}</c>, the shape of many small items.</summary>
internal static class NamedItem
{
    public static string Read(ref ObjectReader r) => Read(ref r, "name"u8);

    public static string Read(ref ObjectReader r, ReadOnlySpan<byte> property)
    {
        string text = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is(property)) { text = r.Text(); }
            }
        }

        return text;
    }
}
