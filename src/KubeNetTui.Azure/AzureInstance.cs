using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Azure;

/// <summary>
/// The Azure machine behind a node, from its <c>spec.providerID</c>: one instance of a scale set, or a single virtual machine.
/// </summary>
/// <param name="ScaleSet">The scale set's name; null for a single virtual machine.</param>
/// <param name="Name">Instance id within the scale set (<c>3</c>), or the machine's name.</param>
public sealed record AzureInstance(string Subscription, string ResourceGroup, string? ScaleSet, string Name)
{
    private const string Scheme = "azure://";

    /// <summary>The resource's id for Azure Resource Manager, as <c>az resource show --ids</c> takes it.</summary>
    public string ResourceId =>
        $"/subscriptions/{Subscription}/resourceGroups/{ResourceGroup}/providers/Microsoft.Compute/"
        + (ScaleSet is null ? $"virtualMachines/{Name}" : $"virtualMachineScaleSets/{ScaleSet}/virtualMachines/{Name}");

    /// <summary>
    /// Reads what the Azure cloud provider writes: <c>azure:///subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/…</c>.
    /// Azure compares the fixed words without regard to case, and its own components disagree on it; so does this.
    /// </summary>
    /// <param name="why">What does not fit, when it returns false.</param>
    public static bool TryParse(
        string? providerId, [NotNullWhen(true)] out AzureInstance? instance, [NotNullWhen(false)] out string? why)
    {
        instance = null;
        if (string.IsNullOrEmpty(providerId))
        {
            why = "the node has no providerID";
            return false;
        }

        if (!providerId.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            var end = providerId.IndexOf("://", StringComparison.Ordinal);
            why = end > 0 ? $"the providerID is of \"{providerId[..end]}\", not of Azure" : "the providerID names no cloud";
            return false;
        }

        // ""/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/TYPE/NAME[/virtualMachines/ID]
        var parts = providerId[Scheme.Length..].Split('/');
        if (parts.Length < 9 || parts[0].Length > 0
            || !Is(parts[1], "subscriptions") || !Is(parts[3], "resourceGroups") || !Is(parts[5], "providers"))
        {
            why = "the providerID is not /subscriptions/…/resourceGroups/…/providers/…";
            return false;
        }

        if (!Is(parts[6], "Microsoft.Compute"))
        {
            why = $"the resource is of {parts[6]}, not of Microsoft.Compute";
            return false;
        }

        if (parts.Skip(1).Any(p => p.Length == 0))
        {
            why = "a part of the providerID is empty";
            return false;
        }

        instance = parts switch
        {
            [_, _, var s, _, var g, _, _, var type, var name] when Is(type, "virtualMachines") => new AzureInstance(s, g, null, name),
            [_, _, var s, _, var g, _, _, var type, var set, var inner, var id]
                when Is(type, "virtualMachineScaleSets") && Is(inner, "virtualMachines") => new AzureInstance(s, g, set, id),
            _ => null,
        };
        why = instance is null ? "the providerID names neither a virtual machine nor an instance of a scale set" : null;
        return instance is not null;
    }

    private static bool Is(string part, string word) => part.Equals(word, StringComparison.OrdinalIgnoreCase);
}
