using KubeNetTui.Replay;

namespace KubeNetTui.Lab.Tests;

public sealed class DocumentTests
{
    [Fact]
    public void The_document_tells_of_every_fault_what_the_code_does()
    {
        if (LabDocument.IsUpdated)
        {
            return; // the other tests are writing it
        }

        var lines = LabDocument.FirstLines();
        Assert.Equal(LabDocument.Table(lines), LabDocument.Current(), ignoreLineEndingDifferences: true);
        foreach (var fault in LabFaults.All)
        {
            Assert.True(lines.GetValueOrDefault(fault.Name) is { Length: > 0 } line && line.Contains(fault.Check, StringComparison.Ordinal),
                $"docs/lab.md lacks the first line for {fault.Name}: run these tests with UPDATE_DOCS=1");
        }
    }

    [Fact]
    public void There_are_at_least_25_faults_and_none_has_the_name_of_another()
    {
        Assert.True(LabFaults.All.Count >= 25);
        Assert.Equal(LabFaults.All.Count, LabFaults.All.Select(f => f.Name).Distinct().Count());
        Assert.All(LabFaults.All, f => Assert.Matches("^[a-z-]+$", f.Name));
    }
}
