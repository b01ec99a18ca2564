namespace KubeNetTui.App;

/// <summary>A line to type in at the bottom of the screen.</summary>
/// <param name="Label">In front of the line: <c>:</c> or <c>/</c>.</param>
/// <param name="Text">What stands in it at first.</param>
internal sealed record PromptRequest(string Label, string Text = "")
{
    /// <summary>Shown while the line is empty.</summary>
    public string Hint { get; init; } = "";

    /// <summary>Prompts of one name share what was entered before.</summary>
    public string History { get; init; } = "";

    /// <summary>Whole lines that the text may become, best first.</summary>
    public Func<string, IReadOnlyList<string>>? Complete { get; init; }

    /// <summary>After each change; returns what is wrong with the text, or "".</summary>
    public Func<string, string>? Changed { get; init; }

    /// <summary>On Enter.</summary>
    public Action<string>? Entered { get; init; }

    /// <summary>On Esc.</summary>
    public Action? Cancelled { get; init; }
}
