using KubeNetTui.Evidence;

namespace KubeNetTui.Kinds;

/// <summary>A condition in a cell.</summary>
internal static class ConditionShort
{
    /// <summary><c>yes</c>, <c>no: AddressNotAssigned</c>, <c>&lt;unknown&gt;</c>.</summary>
    public static string Of(IReadOnlyList<Condition> conditions, string type) => conditions.FirstOrDefault(c => c.Type == type) switch
    {
        { IsTrue: true } => "yes",
        { IsFalse: true } no => no.Reason.Length > 0 ? $"no: {no.Reason}" : "no",
        _ => "<unknown>",
    };
}
