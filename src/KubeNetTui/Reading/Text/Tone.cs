using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>What a piece of text means; the theme says how that looks.</summary>
internal enum Tone
{
    Text,
    Dim,
    Title,
    Key,
    Accent,
    Pass,
    Warn,
    Fail,
    Unknown,
    Error,
}

internal static class ToneOf
{
    public static Style StyleOf(this Theme theme, Tone tone) => tone switch
    {
        Tone.Dim => theme.Dim,
        Tone.Title => theme.Title,
        Tone.Key => theme.Key,
        Tone.Accent => theme.Accent,
        Tone.Pass => theme.Pass,
        Tone.Warn => theme.Warn,
        Tone.Fail => theme.Fail,
        Tone.Unknown => theme.Unknown,
        Tone.Error => theme.Error,
        _ => theme.Text,
    };

    public static Tone Of(Verdict verdict) => verdict switch
    {
        Verdict.Fail => Tone.Fail,
        Verdict.Warn => Tone.Warn,
        Verdict.Unknown => Tone.Unknown,
        Verdict.Pass => Tone.Pass,
        _ => Tone.Dim,
    };

    /// <summary>✓ ! ✗ ? –: told apart without colour.</summary>
    public static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Fail => "✗",
        Verdict.Warn => "!",
        Verdict.Unknown => "?",
        Verdict.Pass => "✓",
        _ => "–",
    };
}
