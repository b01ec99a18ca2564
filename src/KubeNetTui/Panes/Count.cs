namespace KubeNetTui.Panes;

/// <summary>Numbers with their noun: <c>1 rule</c>, <c>3 rules</c>.</summary>
internal static class Count
{
    public static string Of(long number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {(noun.EndsWith("ss", StringComparison.Ordinal) || noun.EndsWith('x') ? noun + "es" : noun + "s")}";
}
