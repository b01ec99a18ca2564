using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// Makes a served <see cref="ShopBundle"/> live: containers restart, a deployment rolls now and then, events and leases are renewed,
/// logs grow, and what a person changes has the effect that it has on a real cluster. The faults stay; nothing healthy becomes one.
/// <code>
/// await using var life = DemoLife.Start(bundle, server.Store, runtime, new DemoLifeOptions());
/// </code>
/// </summary>
public sealed class DemoLife : IAsyncDisposable
{
    /// <summary>What may restart or roll without anybody losing an endpoint that the stories count on; none has a pod on node-b.</summary>
    private static readonly string[] Movable = ["front", "worker"];

    private readonly DemoLifeOptions _options;
    private readonly LifeCluster _cluster;
    private readonly LifeKubelet _kubelet;
    private readonly LifeControllers _controllers;
    private readonly LifeChores _chores;
    private readonly Random _random;
    private readonly CancellationTokenSource _stop = new();
    private DateTimeOffset _nextRestart;
    private DateTimeOffset _nextRoll;
    private int _idle;
    private Task _loop = Task.CompletedTask;

    private DemoLife(ShopBundle bundle, ObjectStore store, BundleRuntime? runtime, DemoLifeOptions options)
    {
        bundle.Follow(store, options.Clock);
        _options = options;
        _random = new Random(options.Seed);
        _cluster = new LifeCluster(store, options.Clock);
        _kubelet = new LifeKubelet(_cluster, runtime);
        _controllers = new LifeControllers(_cluster, _random);
        _chores = new LifeChores(_cluster, runtime, _random);
        var now = options.Clock.GetUtcNow();
        _nextRestart = now + Around(options.RestartEvery);
        _nextRoll = now + Around(options.RollEvery);
    }

    /// <summary>Container restarts and roll-outs begun so far.</summary>
    internal int Impulses { get; private set; }

    /// <param name="runtime">Where logs grow; null: they don't.</param>
    public static DemoLife Start(ShopBundle bundle, ObjectStore store, BundleRuntime? runtime, DemoLifeOptions options)
    {
        var life = new DemoLife(bundle, store, runtime, options);
        life._loop = Task.Run(life.RunAsync);
        return life;
    }

    /// <summary>For tests: no loop, each step by hand.</summary>
    internal static DemoLife Paused(ShopBundle bundle, ObjectStore store, BundleRuntime? runtime, DemoLifeOptions options) =>
        new(bundle, store, runtime, options);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>What happens in one tick.</summary>
    internal void Step()
    {
        if (_options.Still)
        {
            _chores.Beat();
            return;
        }

        _chores.Step();
        // While nothing is on its way a look every few ticks is enough for what people change.
        var impulse = Impulse();
        if (!impulse && _idle > 0)
        {
            _idle--;
            return;
        }

        _cluster.Forget();
        var busy = _kubelet.Step();
        _controllers.Step();
        _idle = busy || impulse ? 0 : 2;
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_options.Tick, _options.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                StepOverOddities();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    /// <summary>People may put objects of any shape into the store; one that no controller understands must not end the demo.</summary>
    private void StepOverOddities()
    {
        try
        {
            Step();
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException or FormatException or KeyNotFoundException
            or ArgumentException or System.Text.Json.JsonException or InvalidCastException)
        {
            _cluster.Forget();
        }
    }

    private bool Impulse()
    {
        var now = _cluster.Now;
        var restart = now >= _nextRestart;
        var roll = now >= _nextRoll;
        if (!restart && !roll)
        {
            return false;
        }

        _cluster.Forget();
        if (restart)
        {
            _nextRestart = now + Around(_options.RestartEvery);
            Restart();
        }

        if (roll)
        {
            _nextRoll = now + Around(_options.RollEvery);
            Roll();
        }

        return true;
    }

    private void Restart()
    {
        if (Settled().ToList() is not { Count: > 0 } apps)
        {
            return;
        }

        var app = apps[_random.Next(apps.Count)];
        var pods = PodsOf(app).OrderBy(PodView.Name, StringComparer.Ordinal).ToList();
        _kubelet.Restart(pods[_random.Next(pods.Count)]);
        Impulses++;
    }

    /// <summary>As <c>kubectl rollout restart</c> does it: an annotation in the template.</summary>
    private void Roll()
    {
        if (Settled().ToList() is not { Count: > 0 } apps)
        {
            return;
        }

        var app = apps[_random.Next(apps.Count)];
        var deployment = _cluster.List("deployments.apps").First(d => PodView.Name(d) == app && PodView.Namespace(d) == "shop");
        _cluster.Modify("deployments.apps", deployment, d =>
        {
            var metadata = (JsonObject)d["spec"]!["template"]!["metadata"]!;
            if (metadata["annotations"] is not JsonObject annotations)
            {
                metadata["annotations"] = annotations = [];
            }

            annotations["kubectl.kubernetes.io/restartedAt"] = DemoTime.Seconds(_cluster.Now);
            d["metadata"]!["generation"] = ((int?)d["metadata"]!["generation"] ?? 1) + 1;
        });
        Impulses++;
    }

    /// <summary>The movable deployments that are there, with every pod ready and none on its way.</summary>
    private IEnumerable<string> Settled() => Movable.Where(app =>
        _cluster.List("deployments.apps").Any(d => PodView.Name(d) == app && PodView.Namespace(d) == "shop" && (int?)d["spec"]!["replicas"] == PodsOf(app).Count())
        && PodsOf(app).Any() && PodsOf(app).All(p => PodView.IsReady(p) && !PodView.IsTerminating(p)));

    private IEnumerable<JsonObject> PodsOf(string app) => _cluster.List("pods")
        .Where(p => PodView.Namespace(p) == "shop" && (string?)p["metadata"]!["labels"]?["app"] == app);

    private TimeSpan Around(TimeSpan mean) => mean * (0.5 + _random.NextDouble());
}
