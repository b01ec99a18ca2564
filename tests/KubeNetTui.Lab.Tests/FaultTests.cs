using System.Text.RegularExpressions;
using KubeNetTui.Replay;

namespace KubeNetTui.Lab.Tests;

/// <summary>What packets do while a fault is in force: the expected ways fail, all others are open, and after mending all are.</summary>
public sealed class FaultTests(OneLab one) : IClassFixture<OneLab>
{
    public static TheoryData<string> Names => [.. LabFaults.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Real_packets_fail_as_the_fault_says_and_no_others(string name)
    {
        var stop = TestContext.Current.CancellationToken;
        var fault = LabFaults.Find(name)!;
        await one.Lab.ProbeAsync(stop); // who talks has talked before: neighbours are known, the UDP socket has its entry
        IReadOnlyList<LabProbeResult> probes = [];
        List<LabProbeResult> wrong = [];
        try
        {
            await one.Lab.BreakAsync(name, stop);

            // On a machine with much to do a packet is lost now and then; what is wrong three times is wrong.
            for (var attempt = 0; attempt < 3 && (attempt == 0 || wrong.Count > 0); attempt++)
            {
                probes = await one.Lab.ProbeAsync(stop);
                wrong = [.. probes.Where(p => !Any(fault.MayFail, p.Name) && p.Ok == Any(fault.Fails, p.Name))];
            }
        }
        finally
        {
            await one.Lab.MendAsync(null, CancellationToken.None);
        }

        Nothing(wrong);
        foreach (var pattern in fault.Fails)
        {
            Assert.Contains(probes, p => !p.Ok && Matches(pattern, p.Name));
        }

        Nothing((await one.Lab.ProbeAsync(stop)).Where(p => !p.Ok));
    }

    private static void Nothing(IEnumerable<LabProbeResult> unexpected)
    {
        var told = unexpected.Select(p => $"\n{(p.Ok ? "ok" : "failed")} {p.Name}: {p.Detail}").ToList();
        Assert.True(told.Count == 0, "not as expected:" + string.Concat(told));
    }

    private static bool Any(IEnumerable<string> patterns, string name) => patterns.Any(p => Matches(p, name));

    private static bool Matches(string pattern, string name) =>
        Regex.IsMatch(name, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$");
}
