using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KubeNetTui.Checks;
using KubeNetTui.Verify;

namespace KubeNetTui.Tests.Verify;

/// <summary>Findings that come when the test gives them.</summary>
internal sealed class ScriptedVerifier : IVerifier
{
    private readonly Lock _lock = new();
    private Channel<Finding> _findings = Channel.CreateUnbounded<Finding>();

    public List<Subject> Started { get; } = [];

    public int Cancelled { get; private set; }

    public IReadOnlyList<CheckInfo> ChecksFor(SubjectKind kind) =>
        [.. new[] { "service.endpoints", "service.ports", "service.conflicts" }.Select(id => new CheckInfo(id, kind, id, "that it works", "the API", []))];

    public void Find(Finding finding) => _findings.Writer.TryWrite(finding);

    public void End()
    {
        var ended = _findings;
        lock (_lock)
        {
            _findings = Channel.CreateUnbounded<Finding>();
        }

        ended.Writer.Complete();
    }

    public async IAsyncEnumerable<Finding> VerifyAsync(
        Subject subject, Action<string> reading, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ChannelReader<Finding> findings;
        lock (_lock)
        {
            Started.Add(subject);
            findings = _findings.Reader;
        }

        reading("reading pods");
        using var watch = cancellation.Register(() => Cancelled++);
        await foreach (var finding in findings.ReadAllAsync(cancellation))
        {
            yield return finding;
        }
    }
}
