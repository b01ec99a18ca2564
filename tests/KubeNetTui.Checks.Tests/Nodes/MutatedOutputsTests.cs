using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>All checks on a capture whose commands' outputs were changed at random.</summary>
public sealed class MutatedOutputsTests
{
    [Fact]
    public void Outputs_of_commands_changed_at_random_never_make_a_check_throw() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var findings = CheckAllAsync(new MutatingSource(new Captures("k8s-1.33-iptables"), seed)).GetAwaiter().GetResult();
            Assert.NotEmpty(findings);
            Assert.Empty(findings.Where(f => f.Details.Any(d => d.Contains("defect of the check", StringComparison.Ordinal))).Select(f => $"{f.CheckId} {f.Subject}: {f.Details[0]}"));
            Assert.All(findings.SelectMany(f => f.Exhibits), e => Assert.All(e.Deciding, i => Assert.InRange(i, 0, e.Lines.Count - 1)));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(12));

    private static async Task<IReadOnlyList<Finding>> CheckAllAsync(MutatingSource source)
    {
        List<Finding> findings = [];
        Subject[] subjects = [Subject.Cluster, Subject.Node("node1"), Subject.Node("node2"), Subject.Service("demo", "web"), Subject.Service("kube-system", "kube-dns"), Subject.Pod("demo", "client")];
        await foreach (var finding in new CheckEngine(Catalogue.All).RunAsync(subjects, source, Captures.Now))
        {
            findings.Add(finding);
        }

        return findings;
    }

    private sealed class MutatingSource(Captures captures, int seed) : IEvidenceSource
    {
        private static readonly string[] Junk = ["", "\0", "\ud83d", "-1", "99999999999999999999", "null", "{", "]", "\"", "\n", "127.0.0.1", "::", "0/0"];

        public async IAsyncEnumerable<Section> CollectAsync(IReadOnlyCollection<Need> needs, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var section in captures.CollectAsync(needs, cancellation))
            {
                yield return section.Value is CommandOutput output ? section with { Value = output with { Text = Mutate(output.Text, section.Need.ToString()) } } : section;
            }
        }

        private string Mutate(string text, string key)
        {
            // The same output is mutated in the same way whenever it is read.
            Random random = new(seed ^ key.Sum(c => c * 31));
            for (var i = 0; i < 8 && text.Length > 0; i++)
            {
                var at = random.Next(text.Length);
                var junk = Junk[random.Next(Junk.Length)];
                text = text.Remove(at, Math.Min(random.Next(10), text.Length - at)).Insert(at, junk);
            }

            return random.Next(6) == 0 ? text[..random.Next(text.Length + 1)] : text;
        }
    }
}
