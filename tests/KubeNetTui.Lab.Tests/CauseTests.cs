using KubeNetTui.Checks;
using KubeNetTui.Replay;

namespace KubeNetTui.Lab.Tests;

/// <summary>What the checks say of each fault, from evidence that was read on the nodes: the first line names the cause.</summary>
[Collection(OneLab.Collection)]
public sealed class CauseTests(OneLab one)
{
    public static TheoryData<string> Names => [.. LabFaults.All.Select(f => f.Name)];

    [Fact]
    public async Task Nothing_fails_in_a_healthy_lab()
    {
        var findings = await Checked.AllAsync(one.Lab, TestContext.Current.CancellationToken);
        var failed = findings.Where(f => f.Finding.Verdict == Verdict.Fail).ToList();
        Log("healthy", findings);
        Assert.True(failed.Count == 0, Checked.Told(failed));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_first_line_names_the_cause(string name)
    {
        var stop = TestContext.Current.CancellationToken;
        var fault = LabFaults.Find(name)!;
        await one.Lab.ProbeAsync(stop);
        IReadOnlyList<RankedFinding> findings;
        try
        {
            await one.Lab.BreakAsync(name, stop);
            findings = await Checked.AllAsync(one.Lab, stop);
        }
        finally
        {
            await one.Lab.MendAsync(null, CancellationToken.None);
        }

        Log(name, findings);
        var first = findings[0].Finding;
        Assert.True(
            first.Verdict >= Verdict.Warn && first.CheckId == fault.Check
            && fault.Words.All(w => $"{first.Subject} {first.Title}".Contains(w, StringComparison.OrdinalIgnoreCase)),
            $"expected {fault.Check} with {string.Join(", ", fault.Words)}; first are:" + Checked.Told(findings.Take(6)));
    }

    private static void Log(string name, IReadOnlyList<RankedFinding> findings)
    {
        if (Environment.GetEnvironmentVariable("LAB_LOG") is { } folder)
        {
            File.WriteAllText(Path.Combine(folder, name), Checked.Told(findings.Where(f => f.Finding.Verdict >= Verdict.Warn || f.Finding.Verdict == Verdict.Unknown)));
        }
    }
}
