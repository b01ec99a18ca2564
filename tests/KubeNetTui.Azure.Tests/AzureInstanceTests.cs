using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Azure.Tests;

public sealed class AzureInstanceTests
{
    private const string Group = "azure:///subscriptions/0b1f-6d/resourceGroups/mc_shop_aks_westeurope/providers/Microsoft.Compute/";

    [Fact]
    public void An_instance_of_a_scale_set_is_read()
    {
        Assert.True(AzureInstance.TryParse(Group + "virtualMachineScaleSets/aks-np1-vmss/virtualMachines/3", out var instance, out _));
        Assert.Equal(new AzureInstance("0b1f-6d", "mc_shop_aks_westeurope", "aks-np1-vmss", "3"), instance);
        Assert.EndsWith("/virtualMachineScaleSets/aks-np1-vmss/virtualMachines/3", instance.ResourceId);
    }

    [Fact]
    public void A_single_virtual_machine_is_read()
    {
        Assert.True(AzureInstance.TryParse(Group + "virtualMachines/aks-np1-0", out var instance, out _));
        Assert.Equal(new AzureInstance("0b1f-6d", "mc_shop_aks_westeurope", null, "aks-np1-0"), instance);
    }

    [Fact]
    public void The_fixed_words_are_read_in_any_case()
    {
        const string id = "azure:///Subscriptions/s/resourcegroups/g/Providers/microsoft.compute/VirtualMachineScaleSets/v/VirtualMachines/0";
        Assert.True(AzureInstance.TryParse(id, out var instance, out _));
        Assert.Equal("v", instance.ScaleSet);
    }

    [Theory]
    [InlineData(null, "no providerID")]
    [InlineData("", "no providerID")]
    [InlineData("aws:///eu-west-1a/i-0abc", "\"aws\", not of Azure")]
    [InlineData("kind", "names no cloud")]
    [InlineData("azure:///subscriptions/s", "is not /subscriptions/")]
    [InlineData("azure:///subscriptions/s/resourceGroups/g/providers/Microsoft.Network/loadBalancers/x", "Microsoft.Network")]
    [InlineData(Group + "disks/d", "neither a virtual machine")]
    [InlineData(Group + "virtualMachineScaleSets/v", "neither a virtual machine")]
    [InlineData(Group + "virtualMachineScaleSets//virtualMachines/1", "empty")]
    public void What_is_no_Azure_machine_is_refused_with_the_reason(string? id, string reason)
    {
        Assert.False(AzureInstance.TryParse(id, out var instance, out var why));
        Assert.Null(instance);
        Assert.Contains(reason, why);
    }

    [Fact]
    public void Any_text_is_answered_and_what_is_read_writes_the_same_id() =>
        Prop.ForAll<string?, bool>((text, prefixed) =>
        {
            var id = prefixed ? Group + text : text;
            return AzureInstance.TryParse(id, out var instance, out var why)
                ? why is null && string.Equals("azure://" + instance.ResourceId, id, StringComparison.OrdinalIgnoreCase)
                : why is { Length: > 0 };
        }).QuickCheckThrowOnFailure();
}
