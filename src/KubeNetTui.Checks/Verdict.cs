namespace KubeNetTui.Checks;

/// <summary>What a check answers; ordered from harmless to grave, so that the worst of several is their maximum.</summary>
public enum Verdict
{
    NotApplicable,
    Pass,

    /// <summary>Evidence could not be had: never shown as green.</summary>
    Unknown,
    Warn,
    Fail,
}
