using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Evidence.Tests;

public sealed class NetfilterOnCapturesTests
{
    private static readonly string[] Captured =
        [.. Directory.EnumerateFiles(Path.Combine(CaptureFiles.Root(), "tests", "captures"), "*tables*save", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length > 0)];

    [Fact]
    public void Every_captured_ruleset_is_understood_to_its_last_word()
    {
        Assert.True(Captured.Length >= 20);
        foreach (var file in Captured)
        {
            var text = File.ReadAllText(file);
            var rules = IptablesRuleset.Parse(text);

            Assert.Empty(rules.NotUnderstood);
            Assert.Equal(text.Split('\n').Count(l => l.Contains("-A ", StringComparison.Ordinal)), rules.RuleCount);
            Assert.Equal(text.Split('\n').Count(l => l.StartsWith(':')), rules.Tables.Sum(t => t.Chains.Count));
            Assert.True(rules.IsComplete);
            Assert.All(rules.Tables.SelectMany(t => t.Chains).SelectMany(c => c.Rules), r => Assert.True(r.IsUnderstood, r.Text));
        }
    }

    [Fact]
    public void Any_text_gives_a_ruleset_and_never_an_exception()
    {
        string[] pieces = [.. Captured.Take(4).SelectMany(File.ReadLines).Concat(["*nat", "COMMIT", "!", "-m", "-j", "\"", "\\", "-A", "[", "]:", "--ctstate", "-m recent --name", "\0", "é"])];
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var text = Mutated(pieces, new Random(seed));
            var rules = IptablesRuleset.Parse(text);
            var lines = text.AsSpan().EnumerateLines();
            var count = 0;
            foreach (var line in lines)
            {
                _ = line;
                count++;
            }

            Assert.All(rules.NotUnderstood, l => Assert.InRange(l.Number, 1, count));
            Assert.All(rules.Tables.SelectMany(t => t.Chains).SelectMany(c => c.Rules), r => Assert.InRange(r.Line, 1, count));
            _ = IpsetSave.Parse(text);
            _ = IpvsTable.Parse(text);
            _ = IpvsTable.ParseProc(text);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Fact]
    public void What_was_read_prints_back_to_what_it_was()
    {
        var rules = IptablesRuleset.Parse(File.ReadAllText(Captured.First(f => f.EndsWith("iptables-save", StringComparison.Ordinal) && f.Contains("k8s-1.33-iptables", StringComparison.Ordinal))));
        foreach (var rule in rules.Tables.SelectMany(t => t.Chains).SelectMany(c => c.Rules))
        {
            var again = IptablesRuleset.Parse($"*t\n{string.Join('\n', rules.Tables.SelectMany(t => t.Chains).Select(c => $":{c.Name} -"))}\n{RuleText.Of(rule)}\nCOMMIT\n").Tables[0].Chain(rule.Chain)!.Rules[0];
            Assert.Equal(rule.Target, again.Target);
            Assert.Equal(rule.Matches.Select(RuleText.Of), again.Matches.Select(RuleText.Of));
            Assert.Equal(rule.Matches.Count, again.Matches.Count);
        }
    }

    [Fact]
    public void Forty_thousand_rules_take_no_longer_per_rule_than_four_thousand()
    {
        var (small, large) = (Large(4_000), Large(40_000));
        _ = IptablesRuleset.Parse(small);

        // The best of some: a busy machine makes single runs slow, not all.
        var few = Enumerable.Range(0, 5).Min(_ => Time(small));
        var many = Enumerable.Range(0, 3).Min(_ => Time(large));

        Assert.Equal(40_000, IptablesRuleset.Parse(large).RuleCount);
        Assert.True(many < few * 10 * 8, $"4,000 rules: {few}, 40,000: {many}");
    }

    private static TimeSpan Time(string text)
    {
        var watch = Stopwatch.StartNew();
        _ = IptablesRuleset.Parse(text);
        return watch.Elapsed;
    }

    private static string Large(int rules)
    {
        var text = new System.Text.StringBuilder("*nat\n:KUBE-SERVICES - [0:0]\n");
        for (var i = 0; i < rules; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"[0:0] -A KUBE-SERVICES -d 10.{i >> 16}.{(i >> 8) & 255}.{i & 255}/32 -p tcp -m comment --comment \"shop/web-{i}:http cluster IP\" -m tcp --dport 80 -j KUBE-SVC-{i:X8}\n");
        }

        return text.Append("COMMIT\n").ToString();
    }

    private static string Mutated(string[] pieces, Random random)
    {
        List<string> lines = [.. Enumerable.Range(0, 30).Select(_ => pieces[random.Next(pieces.Length)])];
        for (var i = 0; i < 25; i++)
        {
            var at = random.Next(lines.Count);
            var words = lines[at].Split(' ').ToList();
            var word = random.Next(words.Count);
            switch (random.Next(4))
            {
                case 0: words.RemoveAt(word); break;
                case 1: words[word] = pieces[random.Next(pieces.Length)].Split(' ')[0]; break;
                case 2: words.Insert(word, ((char)random.Next(1, 300)).ToString()); break;
                default: words[word] = words[word].Length > 1 ? words[word][..(words[word].Length / 2)] : "\""; break;
            }

            lines[at] = string.Join(' ', words);
        }

        return string.Join(random.Next(2) == 0 ? "\n" : "\r\n", lines);
    }
}
