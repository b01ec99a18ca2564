using KubeNetTui.Reading;

namespace KubeNetTui.Screens;

/// <summary>A line above the rows of a list: counts, what differs, what was not understood.</summary>
internal sealed record ListNote(string Text, Tone Tone = Tone.Dim);
