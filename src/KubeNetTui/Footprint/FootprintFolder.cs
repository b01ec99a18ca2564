using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.Collect;
using KubeNetTui.Configuration;

namespace KubeNetTui.Footprint;

/// <summary>
/// What the program has made in clusters: a file for each object under the XDG state folder, written (and flushed to the disk) before the
/// object is made, and removed after it is gone. Several instances of the program may use it at once. Probes are kept in memory alone.
/// </summary>
internal sealed class FootprintFolder(string folder, TimeProvider time) : IFootprint
{
    /// <summary>Process starts are told in whole seconds by some systems, reckoned from the boot, which drifts with the clock.</summary>
    private const int ClockDrift = 2;

    private const int MostProbes = 2000;

    private readonly Lock _lock = new();
    private readonly Queue<ProbeSent> _probes = new();
    private readonly List<FootprintObject> _gone = [];

    public static FootprintFolder Of(Func<string, string?> variable, TimeProvider time) =>
        new(Path.Combine(ConfigFolders.From(variable).State, "footprint"), time);

    /// <summary>From any thread, when something was made, removed or sent.</summary>
    public event Action? Changed;

    public string Folder => folder;

    /// <summary>Sent by this process, oldest first.</summary>
    public IReadOnlyList<ProbeSent> Probes
    {
        get
        {
            lock (_lock)
            {
                return [.. _probes];
            }
        }
    }

    /// <summary>Made and removed again by this process.</summary>
    public IReadOnlyList<FootprintObject> Gone
    {
        get
        {
            lock (_lock)
            {
                return [.. _gone];
            }
        }
    }

    public async Task PlanAsync(FootprintObject item, CancellationToken cancellation)
    {
        await WriteAsync(item, isInUse: true, cancellation).ConfigureAwait(false);
        Changed?.Invoke();
    }

    /// <summary>Where that can't be written it counts as left from the end of this process on.</summary>
    public async Task LeftAsync(FootprintObject item, CancellationToken cancellation)
    {
        if (!File.Exists(FileOf(item)))
        {
            return;
        }

        try
        {
            await WriteAsync(item, isInUse: false, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }

        Changed?.Invoke();
    }

    public Task RemovedAsync(FootprintObject item, CancellationToken cancellation)
    {
        File.Delete(FileOf(item));
        lock (_lock)
        {
            _gone.Add(item);
        }

        Changed?.Invoke();
        return Task.CompletedTask;
    }

    /// <summary>What stands under its name in the cluster is somebody else's: there is nothing to remove, and nothing was.</summary>
    public void Forget(FootprintObject item)
    {
        File.Delete(FileOf(item));
        Changed?.Invoke();
    }

    public void Probed(ProbeSent probe)
    {
        lock (_lock)
        {
            _probes.Enqueue(probe);
            if (_probes.Count > MostProbes)
            {
                _probes.Dequeue();
            }
        }

        Changed?.Invoke();
    }

    /// <summary>What is in clusters by all that is known, of all instances of the program; files that are none are passed over.</summary>
    public IReadOnlyList<FootprintEntry> Entries()
    {
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.GetFiles(folder, "*.json").Select(Read).OfType<FootprintEntry>().OrderBy(e => e.Item.Created)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private async Task WriteAsync(FootprintObject item, bool isInUse, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // Half a file must never stand there under its name.
        var file = FileOf(item);
        var json = Encoding.UTF8.GetBytes(Write(item, isInUse).ToJsonString());
        var stream = new FileStream(file + ".new", FileMode.Create, FileAccess.Write);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(json, cancellation).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }

        File.Move(file + ".new", file, overwrite: true);
    }

    private string FileOf(FootprintObject item) => Path.Combine(folder, $"{Plain(item.Name)}-{Plain(item.Owner)}.json");

    private static string Plain(string name) => new([.. name.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-')]);

    private static JsonObject Write(FootprintObject item, bool isInUse) => new()
    {
        ["server"] = item.Server,
        ["context"] = item.Context,
        ["kind"] = item.Kind,
        ["namespace"] = item.Namespace,
        ["name"] = item.Name,
        ["owner"] = item.Owner,
        ["node"] = item.Node,
        ["created"] = item.Created.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["lasts"] = item.Lasts is { } lasts ? (long)lasts.TotalSeconds : null,
        ["machine"] = Environment.MachineName,
        ["process"] = isInUse ? Environment.ProcessId : 0,
        ["started"] = isInUse ? StartOf(Environment.ProcessId)?.ToString(CultureInfo.InvariantCulture) : null,
    };

    private FootprintEntry? Read(string file)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllBytes(file));
            return json is JsonObject && Text(json, "name") is { Length: > 0 } name && Text(json, "owner") is { Length: > 0 } owner
                ? new FootprintEntry(
                    new FootprintObject(
                        Text(json, "server"), Text(json, "context"), Text(json, "kind"), Text(json, "namespace"), name, owner, Text(json, "node"),
                        DateTimeOffset.TryParse(Text(json, "created"), CultureInfo.InvariantCulture, out var created) ? created : default),
                    IsAlive(json))
                : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string Text(JsonNode json, string name) => json[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    /// <summary>The process that made it still works with it. Of another machine that can't be seen: then its time tells.</summary>
    private bool IsAlive(JsonNode json) =>
        Text(json, "machine") == Environment.MachineName
            ? json["process"] is JsonValue value && value.TryGetValue(out int process)
                && StartOf(process) is { } started && long.TryParse(Text(json, "started"), out var noted) && Math.Abs(started - noted) <= ClockDrift
            : json["process"]?.ToString() != "0" && DateTimeOffset.TryParse(Text(json, "created"), CultureInfo.InvariantCulture, out var created)
                && time.GetUtcNow() - created < (json["lasts"] is JsonValue lasts && lasts.TryGetValue(out long seconds) ? TimeSpan.FromSeconds(seconds) : DebugPod.Deadline);

    /// <summary>When a process began, in seconds: a number is given again to another process. Null: there is none.</summary>
    private static long? StartOf(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return new DateTimeOffset(found.StartTime.ToUniversalTime()).ToUnixTimeSeconds();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}

/// <param name="IsInUse">By an instance of the program that runs.</param>
internal sealed record FootprintEntry(FootprintObject Item, bool IsInUse);
