namespace KubeNetTui.App;

/// <summary>A line at the bottom that goes by itself; what is bad stays longer.</summary>
internal sealed class Toast(IWorkspace workspace) : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);
    private IDisposable? _timer;

    public string Text { get; private set; } = "";

    public StatusTone Tone { get; private set; }

    public void Show(string text, StatusTone tone)
    {
        _timer?.Dispose();
        Text = text.ReplaceLineEndings(" ");
        Tone = tone;
        _timer = workspace.Schedule(tone is StatusTone.Bad or StatusTone.Warning ? Long : Short, Clear);
        workspace.Invalidate();
    }

    public void Clear()
    {
        _timer?.Dispose();
        _timer = null;
        Text = "";
        workspace.Invalidate();
    }

    public void Dispose() => _timer?.Dispose();
}
