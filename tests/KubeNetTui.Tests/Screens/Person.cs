using System.Collections.Concurrent;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;
using KubeNetTui.Themes;
using Buffer = KubeNetTui.Terminal.Buffer;

namespace KubeNetTui.Tests.Screens;

/// <summary>A person before the program: presses keys and reads what stands on the screen. No terminal, no network, no clock.</summary>
internal sealed class Person : IUiHost, IAsyncDisposable
{
    private readonly ConcurrentQueue<Action> _posted = new();

    public Person(
        FakeCluster? cluster = null, int width = 200, int height = 50, IConnector? connector = null, string? command = null, bool readOnly = false,
        KubeNetTui.Configuration.ConfigFolders? folders = null, FakeTime? time = null)
    {
        Time = time ?? new FakeTime();
        Cluster = cluster ?? Shop.Make(Time.Now);
        Size = new Rect(0, 0, width, height);
        connector ??= new FakeConnector(Cluster);
        Sides = new Sides(() => new Workspace(this, connector, ThemeStore.Plain, Time, readOnly, folders));
        Workspace.Connect(null, new Arrival(command));
        Settle();
    }

    public FakeCluster Cluster { get; }

    public FakeTime Time { get; }

    public Sides Sides { get; }

    /// <summary>The one that has the keys, where two clusters are in sight.</summary>
    public Workspace Workspace => Sides.Focused;

    public Rect Size { get; set; }

    public bool HasLeft { get; private set; }

    public string Clipboard { get; private set; } = "";

    public string Screen => Draw().ToText();

    public string Line(string containing) =>
        Screen.Split('\n').FirstOrDefault(l => l.Contains(containing, StringComparison.Ordinal)) ?? $"no line holds \"{containing}\" in:\n{Screen}";

    public string StatusLine => Screen.Split('\n')[^1];

    public string Selected => Workspace.Stack.Top.Selected?.Name ?? "";

    public Buffer Draw()
    {
        var buffer = new Buffer(Size);
        Sides.Render(buffer);
        return buffer;
    }

    public Person Press(params string[] keys)
    {
        foreach (var key in keys)
        {
            Draw();
            Sides.Handle(KeyEvent.Parse(key));
            Settle();
        }

        return this;
    }

    public Person Type(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            Sides.Handle(new KeyEvent(rune));
            Settle();
        }

        return this;
    }

    /// <summary>Clicks on the first place where a text stands.</summary>
    public Person Click(string text)
    {
        var lines = Screen.Split('\n');
        var y = Array.FindIndex(lines, l => l.Contains(text, StringComparison.Ordinal));
        Assert.True(y >= 0, $"\"{text}\" is not on the screen:\n{Screen}");
        var x = DisplayWidth.Of(lines[y].AsSpan(0, lines[y].IndexOf(text, StringComparison.Ordinal)));
        return Mouse(MouseAction.Press, x, y);
    }

    public Person Mouse(MouseAction action, int x, int y)
    {
        Draw();
        Workspace.Handle(new MouseEvent(action, action == MouseAction.Press ? MouseButton.Left : MouseButton.None, x, y));
        return Settle();
    }

    public Person Command(string line) => Press(":").Type(line).Press("enter");

    public Person Wait(TimeSpan time)
    {
        Time.Advance(time);
        return Settle();
    }

    /// <summary>Waits for what is made in the background, until the screen shows it.</summary>
    public async Task<Person> Until(string text)
    {
        for (var end = DateTime.UtcNow.AddSeconds(60); !Settle().Screen.Contains(text, StringComparison.Ordinal); await Task.Delay(10))
        {
            Assert.True(DateTime.UtcNow < end, $"after a minute still no \"{text}\" in:\n{Screen}");

            // Tables are pulled at most ten times a second of the person's own clock.
            Time.Advance(TimeSpan.FromMilliseconds(50));
        }

        return Wait(TimeSpan.FromMilliseconds(200));
    }

    public Person Settle()
    {
        while (_posted.TryDequeue(out var action))
        {
            action();
        }

        return this;
    }

    public void Post(Action action) => _posted.Enqueue(action);

    public void RequestFrame()
    {
    }

    public void Copy(string text) => Clipboard = text;

    /// <summary>What a shell gets where one is opened; null: there is none.</summary>
    public TestTerminal? Terminal { get; init; }

    public Task RunOutsideAsync(Func<TerminalPassthrough, CancellationToken, Task> work) =>
        Terminal?.LendAsync(work) ?? throw new NotSupportedException("there is no terminal here");

    /// <summary>What was started in the terminal; it runs for real, without one.</summary>
    public List<string> Programs { get; } = [];

    public async Task<int> RunProgramAsync(System.Diagnostics.ProcessStartInfo program)
    {
        Programs.Add(program.FileName);
        using var process = System.Diagnostics.Process.Start(program)!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public bool HasMouse { get; private set; } = true;

    public void UseMouse(bool use) => HasMouse = use;

    public bool HasStopped { get; private set; }

    public void StopProcess() => HasStopped = true;

    public void End() => HasLeft = true;

    public ValueTask DisposeAsync() => Sides.DisposeAsync();
}

/// <summary>Connects to what a test made up, at once.</summary>
internal sealed class FakeConnector(FakeCluster cluster) : IConnector
{
    public FakeCluster Cluster => cluster;

    public Exception? Failure { get; set; }

    public List<string?> Asked { get; } = [];

    public Task<Session> ConnectAsync(string? context, CancellationToken cancellation)
    {
        Asked.Add(context);
        if (Failure is { } failure)
        {
            throw failure;
        }

        var settings = new ConnectionSettings
        {
            Server = new Uri("https://127.0.0.1:6443"), ContextName = context ?? "demo", ClusterName = "demo-cluster", UserName = "demo-user", DefaultNamespace = "shop",
        };
        return Task.FromResult(cluster.Evidence is { } evidence
            ? new Session(new ApiClient(settings)) { Feeds = cluster, Evidence = evidence, WayTo = node => $"exec kube-system/proxy-of-{node}" }
            : new Session(new ApiClient(settings)) { Feeds = cluster });
    }

    public Task<IReadOnlyList<KubeContext>> ContextsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<KubeContext>>(
    [
        new KubeContext("demo", "demo-cluster", "demo-user", "shop", "https://127.0.0.1:6443", true, null),
        new KubeContext("prod", "prod-cluster", "admin", null, "https://prod:6443", false, null),
        new KubeContext("broken", "gone", "nobody", null, null, false, "its cluster \"gone\" is not in the kubeconfig"),
    ]);
}

/// <summary>The namespace shop, as small as the tests need it.</summary>
internal static class Shop
{
    private static readonly string[] PodColumns = ["Name", "Ready", "Status", "Restarts", "Age"];

    public static FakeCluster Make(DateTimeOffset now)
    {
        var cluster = new FakeCluster();
        cluster.Tables["pods"] = new FakeTable(Columns(PodColumns),
        [
            Pod("shop", "web-2", "1/1", "Running", "0", now.AddMinutes(-5)),
            Pod("shop", "web-10", "1/1", "Running", "3 (5m ago)", now.AddHours(-3)),
            Pod("shop", "pay-1", "0/1", "CrashLoopBackOff", "12 (1m ago)", now.AddDays(-2)),
            Pod("kube-system", "coredns-1", "1/1", "Running", "0", now.AddDays(-20)),
        ]);
        cluster.Tables["services"] = new FakeTable(Columns("Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age"),
        [
            FakeCluster.Row("shop", "web", "s1", now.AddDays(-2), "web", "ClusterIP", "10.96.0.10", "<none>", "80/TCP", "2d"),
            FakeCluster.Row("shop", "cart", "s2", now.AddDays(-2), "cart", "ClusterIP", "10.96.0.9", "<none>", "80/TCP", "2d"),
        ]);
        cluster.Tables["namespaces"] = new FakeTable(Columns("Name", "Status", "Age"),
        [
            FakeCluster.Row("", "shop", "n1", now.AddDays(-2), "shop", "Active", "2d"),
            FakeCluster.Row("", "kube-system", "n2", now.AddDays(-20), "kube-system", "Active", "20d"),
        ]);
        cluster.Tables["nodes"] = new FakeTable(Columns("Name", "Status", "Roles", "Age", "Version"),
            [FakeCluster.Row("", "node-a", "no1", now.AddDays(-20), "node-a", "Ready", "<none>", "20d", "v1.33.1")]);
        cluster.Tables["deployments"] = new FakeTable(Columns("Name", "Ready", "Up-to-date", "Available", "Age"),
            [FakeCluster.Row("shop", "web", "d1", now.AddDays(-2), "web", "2/2", "2", "2", "2d")]);
        cluster.Objects["/apis/apps/v1/namespaces/shop/deployments/web"] =
            """{"spec":{"selector":{"matchLabels":{"app":"web"},"matchExpressions":[{"key":"tier","operator":"In","values":["front","edge"]}]}}}""";
        cluster.Tables["events"] = new FakeTable(Columns("Last Seen", "Type", "Reason", "Object", "Message"),
        [
            FakeCluster.Row("shop", "e1", "e1", now.AddHours(-9), "9h", "Normal", "Pulled", "pod/web-2", "image is there"),
            FakeCluster.Row("shop", "e2", "e2", now.AddHours(-20), "30s", "Warning", "Unhealthy", "pod/pay-1", "probe answered 503"),
        ]);
        cluster.VerdictsByName["pay-1"] = new VerdictCell(Checks.Verdict.Fail, "readiness probe answers 503");
        cluster.VerdictsByName["cart"] = new VerdictCell(Checks.Verdict.Fail, "selector tier=back matches no pod");
        return cluster;
    }

    public static TableRow Pod(string ns, string name, string ready, string status, string restarts, DateTimeOffset created) =>
        FakeCluster.Row(ns, name, $"uid-{ns}-{name}", created, name, ready, status, restarts, "?");

    public static IReadOnlyList<TableColumn> Columns(params string[] names) =>
        [.. names.Select((n, i) => new TableColumn(n, "string", i == 0 && n == "Name" ? "name" : "", "", 0))];
}
