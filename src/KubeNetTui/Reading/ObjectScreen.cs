using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>A screen that reads one object when it opens, and again when asked. What it shows stays while it reads again.</summary>
internal abstract class ObjectScreen : ReadingScreen
{
    private readonly Selection _selection;
    private CancellationTokenSource? _cancel;
    private Task _reading = Task.CompletedTask;
    private DateTimeOffset? _readAt;
    private ApiFailure? _failure;
    private bool _isReading;

    protected ObjectScreen(IWorkspace workspace, Selection selection, TextView view) : base(workspace, view) => _selection = selection;

    public override Selection? Selected => _selection;

    public override ScreenStatus Status => this switch
    {
        { _failure: { } failure } when _readAt is { } at => new($"as of {at.UtcDateTime:HH:mm:ss} UTC; reading again failed: {failure.Message}", StatusTone.Bad),
        { _failure: { } failure } => new(failure.Message, StatusTone.Bad),
        { _isReading: true } => new("reading…", StatusTone.Quiet),
        { _readAt: { } at } => new($"read {at.UtcDateTime:HH:mm:ss} UTC · ctrl-r reads again", StatusTone.Quiet),
        _ => new("", StatusTone.Quiet),
    };

    protected Selection Selection => _selection;

    protected string FullName => (_selection.Namespace.Length > 0 ? _selection.Namespace + "/" : "") + _selection.Name;

    public override void Enter()
    {
        if (_readAt is null && !_isReading && _failure is null)
        {
            Read();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _cancel?.Cancel();
        await _reading.ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override IEnumerable<Binding> OwnBindings() =>
    [
        new("read.again", ["ctrl-r"], "again", "Reads it from the server again.", Read) { Group = "Text", HintPriority = 35 },
    ];

    /// <summary>In the background: reads, and gives what is to be done with it on the UI thread.</summary>
    protected abstract Task<Action> ReadAsync(CancellationToken cancellation);

    protected override void DrawText(Rect area, Buffer buffer)
    {
        if (_failure is { } failure && _readAt is null)
        {
            Page.Of(failure, $"{_selection.Resource.Kind} {FullName} can't be shown").Render(area, buffer, Workspace.Theme);
        }
        else if (_readAt is null)
        {
            buffer.Write(area.X, area.Y, $"reading {_selection.Resource.Singular} {FullName}…", Workspace.Theme.Dim, area.Width);
        }
        else
        {
            base.DrawText(area, buffer);
        }
    }

    protected void Read()
    {
        _cancel?.Cancel();
        var cancel = new CancellationTokenSource();
        (_cancel, _isReading) = (cancel, true);
        var former = _reading;
        _reading = Task.Run(() => RunAsync(former, cancel));
        Workspace.Invalidate();
    }

    private async Task RunAsync(Task former, CancellationTokenSource cancel)
    {
        try
        {
            await former.ConfigureAwait(false);
            var show = await ReadAsync(cancel.Token).ConfigureAwait(false);
            Workspace.Post(() => Done(cancel, show, null));
        }
        catch (ApiException e)
        {
            Workspace.Post(() => Done(cancel, null, e.Failure));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The screen is closed, or reads again already.
        }
    }

    private void Done(CancellationTokenSource cancel, Action? show, ApiFailure? failure)
    {
        if (!ReferenceEquals(cancel, _cancel))
        {
            return;
        }

        (_isReading, _failure) = (false, failure);
        if (show is not null)
        {
            _readAt = Workspace.Time.GetUtcNow();
            show();
        }
    }
}
