namespace KubeNetTui.Checks;

/// <summary>Something looked up by its name: there, not there, or not known.</summary>
/// <param name="Value">Null: there is none, or it is not known.</param>
/// <param name="WhyUnknown">"" where the answer counts; else why not, in at most 40 characters.</param>
public readonly record struct Found<T>(T? Value, string WhyUnknown)
    where T : class
{
    public bool IsKnown => WhyUnknown is not { Length: > 0 };

    /// <summary>It was looked for and is not there.</summary>
    public bool IsMissing => IsKnown && Value is null;
}
