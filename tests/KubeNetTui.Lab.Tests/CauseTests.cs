using KubeNetTui.Checks;
using KubeNetTui.Replay;

namespace KubeNetTui.Lab.Tests;

/// <summary>What the checks say of each fault, from evidence that was read on the nodes: the first line names the cause.</summary>
public abstract class CauseTests(OneLab one)
{
    private const int Shares = 6;

    /// <summary>Every sixth fault: the classes below share the work, each with a lab of its own.</summary>
    public static TheoryData<string> Share(int first) => [.. LabFaults.All.Select(f => f.Name).Where((_, i) => i % Shares == first)];

    protected async Task TheFirstLineNamesTheCauseAsync(string name)
    {
        var stop = TestContext.Current.CancellationToken;
        var fault = LabFaults.Find(name)!;
        await one.Lab.ProbeAsync(stop); // who talks has talked before: neighbours are known, the UDP socket has its entry
        IReadOnlyList<RankedFinding> findings;
        try
        {
            await one.Lab.BreakAsync(name, stop);
            findings = await SettledAsync(fault.Ask, stop);
        }
        finally
        {
            await one.Lab.MendAsync(null, CancellationToken.None);
        }

        var first = findings[0].Finding;
        Assert.True(
            first.Verdict >= Verdict.Warn && first.CheckId == fault.Check
            && fault.Words.All(w => $"{first.Subject} {first.Title}".Contains(w, StringComparison.OrdinalIgnoreCase)),
            $"expected {fault.Check} with {string.Join(", ", fault.Words)}; first are:" + Checked.Told(findings.Take(8)));
        if (LabDocument.IsUpdated && one is not NftablesLab)
        {
            LabDocument.Update(name, one.Lab.WithoutNames($"{first.CheckId} of {first.Subject}: {first.Title}"));
        }

        var after = (await Checked.RunAsync(one.Lab, fault.Ask, stop)).Where(f => f.Finding.Verdict == Verdict.Fail).ToList();
        Assert.True(after.Count == 0, "after mending:" + Checked.Told(after));
    }

    /// <summary>Of a service that changed a moment ago (by the fault before this one) no check says that its rules are wrong: that is waited for.</summary>
    private async Task<IReadOnlyList<RankedFinding>> SettledAsync(IReadOnlyList<string> asked, CancellationToken cancellation)
    {
        for (var tries = 0; ; tries++)
        {
            var findings = await Checked.RunAsync(one.Lab, asked, cancellation);
            if (tries == 30 || !findings.Any(f => f.Finding.Verdict == Verdict.Warn && f.Finding.Title.Contains("not yet written everywhere", StringComparison.Ordinal)))
            {
                return findings;
            }

            await Task.Delay(TimeSpan.FromSeconds(2), cancellation);
        }
    }
}

public sealed class CauseFirstTests(OneLab one) : CauseTests(one), IClassFixture<OneLab>
{
    [Theory]
    [MemberData(nameof(Share), 0)]
    public Task The_first_line_names_the_cause_and_after_mending_nothing_fails(string name) => TheFirstLineNamesTheCauseAsync(name);
}

public sealed class CauseSecondTests(OneLab one) : CauseTests(one), IClassFixture<OneLab>
{
    [Theory]
    [MemberData(nameof(Share), 1)]
    public Task The_first_line_names_the_cause_and_after_mending_nothing_fails(string name) => TheFirstLineNamesTheCauseAsync(name);
}

public sealed class CauseThirdTests(OneLab one) : CauseTests(one), IClassFixture<OneLab>
{
    [Theory]
    [MemberData(nameof(Share), 2)]
    public Task The_first_line_names_the_cause_and_after_mending_nothing_fails(string name) => TheFirstLineNamesTheCauseAsync(name);
}

public sealed class CauseFourthTests(OneLab one) : CauseTests(one), IClassFixture<OneLab>
{
    [Theory]
    [MemberData(nameof(Share), 3)]
    public Task The_first_line_names_the_cause_and_after_mending_nothing_fails(string name) => TheFirstLineNamesTheCauseAsync(name);
}

public sealed class CauseFifthTests(OneLab one) : CauseTests(one), IClassFixture<OneLab>
{
    [Theory]
    [MemberData(nameof(Share), 4)]
    public Task The_first_line_names_the_cause_and_after_mending_nothing_fails(string name) => TheFirstLineNamesTheCauseAsync(name);
}

public sealed class CauseSixthTests(OneLab one) : CauseTests(one), IClassFixture<OneLab>
{
    [Theory]
    [MemberData(nameof(Share), 5)]
    public Task The_first_line_names_the_cause_and_after_mending_nothing_fails(string name) => TheFirstLineNamesTheCauseAsync(name);
}

/// <summary>What kube-proxy's mode makes a difference to: its own rules, rules of others beside them, and what both stand on.</summary>
public sealed class CauseInNftablesModeTests(NftablesLab one) : CauseTests(one), IClassFixture<NftablesLab>
{
    [Theory]
    [InlineData("rule-missing")]
    [InlineData("rule-stale")]
    [InlineData("kube-proxy-stopped")]
    [InlineData("forward-drop")]
    [InlineData("foreign-drop")]
    [InlineData("foreign-drop-nft")]
    [InlineData("hairpin-off")]
    [InlineData("conntrack-stale-udp")]
    public Task The_first_line_names_the_cause_and_after_mending_nothing_fails(string name) => TheFirstLineNamesTheCauseAsync(name);

    [Fact]
    public async Task Nothing_fails_while_nothing_is_broken()
    {
        var failed = (await Checked.AllAsync(one.Lab, TestContext.Current.CancellationToken)).Where(f => f.Finding.Verdict == Verdict.Fail).ToList();
        Assert.True(failed.Count == 0, Checked.Told(failed));
    }
}
