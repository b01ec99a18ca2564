using KubeNetTui.Configuration;

namespace KubeNetTui.App;

/// <summary>What the person has set, for the context in use; read again when a file of theirs changes.</summary>
internal sealed class Personal : IDisposable
{
    /// <summary>A look at the files' times costs little; notifications do not come on every file system that a home is on.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    private readonly Workspace _workspace;
    private readonly ConfigFolders _folders;
    private IDisposable? _timer;
    private string? _cluster;
    private string? _context;
    private string _seen = "";

    public Personal(Workspace workspace, ConfigFolders folders)
    {
        (_workspace, _folders) = (workspace, folders);
        Config = PersonalConfig.Empty;
        Read(isFirst: true);
        Watch();
    }

    public PersonalConfig Config { get; private set; }

    public KeyMap Keys { get; private set; } = KeyMap.Empty;

    /// <summary>On the UI thread: everything may be other than before.</summary>
    public event Action? Changed;

    /// <summary>Another context is in use.</summary>
    public void Use(string? cluster, string? context)
    {
        if ((cluster, context) != (_cluster, _context))
        {
            (_cluster, _context) = (cluster, context);
            Read(isFirst: false);
        }
    }

    /// <summary>Where the files are looked for, and what is wrong in them.</summary>
    public Page AsPage() => new(
        "Your configuration",
        [
            .. _folders.For(_cluster, _context).Select(f => $"{f}{(Directory.Exists(f) ? "" : "  (not there)")}"), "",
            .. Config.Problems.Count == 0 ? (string[])["no mistakes in the files"] : [.. Config.Problems.Select(p => p.ToString())], "",
            $"{Config.Aliases.Count} aliases, {Config.HotKeys.Count} hotkeys, {Config.Plugins.Count} plugins, {Config.Views.Count} views, {Config.Settings.Keys.Count} keys of your own",
        ],
        [("esc", "back")]) { Tone = Config.Problems.Count == 0 ? StatusTone.Quiet : StatusTone.Warning };

    public void Dispose() => _timer?.Dispose();

    private void Watch() => _timer = _workspace.Schedule(LookAgain, () =>
    {
        if (Stamp() != _seen)
        {
            Read(isFirst: false);
            if (Config.Problems.Count == 0)
            {
                _workspace.Say("your configuration was read again");
            }
        }

        Watch();
    });

    private void Read(bool isFirst)
    {
        _seen = Stamp();
        Config = PersonalConfig.Load(_folders, _cluster, _context);
        Keys = new KeyMap(Config.Settings.Keys);
        if (Config.Problems is [var first, ..] problems)
        {
            _workspace.Say(problems.Count == 1 ? first.ToString() : $"{first} (and {problems.Count - 1} more: :config lists them)", StatusTone.Warning);
        }

        if (!isFirst)
        {
            Changed?.Invoke();
        }
    }

    /// <summary>Names and times of all files there are; another text when one came, went, or was written.</summary>
    private string Stamp()
    {
        try
        {
            return string.Join('|', _folders.For(_cluster, _context).Where(Directory.Exists)
                .SelectMany(f => Directory.EnumerateFiles(f, "*.yaml").Concat(Directory.Exists(Path.Combine(f, "plugins")) ? Directory.EnumerateFiles(Path.Combine(f, "plugins")) : []))
                .Order(StringComparer.Ordinal).Select(f => $"{f}:{File.GetLastWriteTimeUtc(f).Ticks}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
