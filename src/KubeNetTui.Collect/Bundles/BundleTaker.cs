using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>
/// Takes a bundle: lists of the API as they stream in, sections of nodes and pods, logs; all to disk, bounded, without Secrets. What
/// could not be had is named in <c>bundle.yaml</c> with the reason, so that nobody takes it for absent.
/// <code>
/// BundleSummary summary = await new BundleTaker(client, source, TimeProvider.System, new BundleOptions()).TakeAsync("shop.tgz", request, progress, cancellation);
/// </code>
/// </summary>
public sealed class BundleTaker(ApiClient client, IEvidenceSource source, TimeProvider time, BundleOptions options)
{
    private readonly List<(string What, string? Namespace, string Why)> _missing = [];
    private readonly List<string> _notes = [];
    private readonly Redactor? _redactor = options.Redact ? new Redactor() : null;

    /// <summary>What stands for a name in a redacted bundle; the name itself in another.</summary>
    internal string Shown(string name) => _redactor?.Text(name) ?? name;

    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="OperationCanceledException">Nothing is left of it.</exception>
    public async Task<BundleSummary> TakeAsync(string path, BundleRequest request, IProgress<BundleProgress>? progress, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        await using BundleWriter writer = new(path, options.MostBytes, now);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("kubenettui-");
        List<SpooledList> lists = [];
        try
        {
            foreach (ListNeed need in BundleLists.Of(request, options.ConfigMaps))
            {
                progress?.Report(new BundleProgress(need.Resource, writer.Files, writer.Bytes + lists.Sum(l => l.Length)));
                await SpoolAsync(need, folder.FullName, lists, writer, cancellation).ConfigureAwait(false);
            }

            if (!options.ConfigMaps)
            {
                await SpoolConfigMapsAsync(request, folder.FullName, lists, cancellation).ConfigureAwait(false);
            }

            foreach (SpooledList list in lists)
            {
                await using FileStream content = list.ToList(_redactor is null ? null : _redactor.Redact, cancellation);
                if (!await writer.AddAsync(list.FileName, content, cancellation).ConfigureAwait(false))
                {
                    _missing.Add((list.Qualified, null, TooLarge));
                }
            }

            await AddSectionsAsync(request, writer, progress, cancellation).ConfigureAwait(false);
            string server = await ServerVersionAsync(cancellation).ConfigureAwait(false);
            await writer.AddAsync("bundle.yaml", Describe(request, lists, now, server), cancellation).ConfigureAwait(false);
            long length = await writer.CommitAsync(cancellation).ConfigureAwait(false);
            return new BundleSummary(writer.Files, writer.Bytes, length, [.. _missing.Select(m => $"{m.What}{(m.Namespace is null ? "" : " in " + m.Namespace)}: {m.Why}"), .. _notes]);
        }
        finally
        {
            lists.ForEach(l => l.Dispose());
            folder.Delete(recursive: true);
        }
    }

    private string TooLarge => $"left out: the bundle would be larger than {options.MostBytes >> 20} MiB (--max-size)";

    private async Task SpoolAsync(ListNeed need, string folder, List<SpooledList> lists, BundleWriter writer, CancellationToken cancellation)
    {
        SpooledList? list = lists.Find(l => l.Fits(need));
        if (list is null)
        {
            lists.Add(list = new SpooledList(folder, need.Group, need.Version, need.Resource));
        }

        using CancellationTokenSource full = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        long left = writer.Left - lists.Sum(l => l.Length);
        try
        {
            list.ResourceVersion = await client.ListAsync(ApiPaths.Of(need), new ListQuery(null, null, null), json =>
            {
                if (full.IsCancellationRequested || JsonNode.Parse(json) is not JsonObject item)
                {
                    return;
                }

                Add(list, item);
                if (list.Length > left)
                {
                    full.Cancel();
                }
            }, full.Token).ConfigureAwait(false);
            if (need.Namespace is { } ns)
            {
                list.Namespaces.Add(ns);
            }
        }
        catch (OperationCanceledException) when (full.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            Drop(need, list, lists, TooLarge);
        }
        catch (ApiException e)
        {
            Drop(need, list, lists, SectionReader.Sentence(e.Failure));
        }
    }

    private void Add(SpooledList list, JsonObject item)
    {
        ObjectCleaner.Clean(item);
        _redactor?.Learn(item);
        list.Add(item);
    }

    /// <summary>A list that is not whole would say that what is not in it is not there.</summary>
    private void Drop(ListNeed need, SpooledList list, List<SpooledList> lists, string why)
    {
        _missing.Add((list.Qualified, need.Namespace, why));
        if (list.Namespaces.Count == 0)
        {
            lists.Remove(list);
            list.Dispose();
        }
    }

    private async Task SpoolConfigMapsAsync(BundleRequest request, string folder, List<SpooledList> lists, CancellationToken cancellation)
    {
        SpooledList list = new(folder, "", "v1", "configmaps");
        lists.Add(list);
        foreach ((string ns, string name) in BundleLists.ConfigMapsOf(request))
        {
            try
            {
                ListQuery query = new(null, null, $"metadata.name={name}");
                list.ResourceVersion = await client.ListAsync(ApiPaths.Of(Needs.ConfigMap(ns, name)), query, json =>
                {
                    if (JsonNode.Parse(json) is JsonObject item)
                    {
                        Add(list, item);
                    }
                }, cancellation).ConfigureAwait(false);
            }
            catch (ApiException e)
            {
                _missing.Add(("configmaps", ns, SectionReader.Sentence(e.Failure)));
            }
        }

        _notes.Add("configmaps: only those that say how the network is set up; --configmaps takes all");
    }

    private async Task AddSectionsAsync(BundleRequest request, BundleWriter writer, IProgress<BundleProgress>? progress, CancellationToken cancellation)
    {
        if (_redactor is not null)
        {
            foreach (Section section in request.Asked.Where(s => s is { Need: CommandNeed { Section: "resolv-conf" }, Value: CommandOutput }))
            {
                _redactor.LearnResolvConf(((CommandOutput)section.Value!).Text);
            }
        }

        HashSet<Need> known = [.. request.Asked.Select(s => s.Need)];
        foreach (Section section in request.Asked)
        {
            await AddAsync(section, writer, cancellation).ConfigureAwait(false);
        }

        Need[] wanted = [.. Wanted(request).Where(n => !known.Contains(n))];
        Dictionary<string, string> silent = new(StringComparer.Ordinal);
        await foreach (Section section in source.CollectAsync(wanted, cancellation).ConfigureAwait(false))
        {
            progress?.Report(new BundleProgress(section.Need is CommandNeed need ? $"{need.Place} {need.Section}" : section.Command, writer.Files, writer.Bytes));
            if (section is { Need: CommandNeed command, Status: SectionStatus.Failed or SectionStatus.Denied or SectionStatus.NotAsked })
            {
                silent.TryAdd(command.Place.ToString(), section.Problem ?? "");
            }

            await AddAsync(section, writer, cancellation).ConfigureAwait(false);
        }

        _notes.AddRange(silent.Select(s => $"{s.Key}: {s.Value}"));
    }

    private IEnumerable<Need> Wanted(BundleRequest request)
    {
        yield return Needs.Raw("/livez?verbose");
        yield return Needs.Raw("/readyz?verbose");
        foreach (string node in request.Nodes)
        {
            yield return Needs.Raw($"/api/v1/nodes/{node}/proxy/configz");
            yield return Needs.Raw($"/api/v1/nodes/{node}/proxy/healthz");
            foreach (SectionCommand section in SectionCommands.All.Where(s => s.InBundles && !s.Name.StartsWith("kubelet-", StringComparison.Ordinal)))
            {
                yield return CommandReadings.NodeNeed(node, section.Name);
            }
        }

        foreach ((string ns, string name) in request.Pods)
        {
            foreach (SectionCommand section in SectionCommands.All.Where(s => s.InPods && s.InBundles))
            {
                yield return CommandReadings.PodNeed(ns, name, section.Name);
            }
        }

        foreach ((string ns, string pod, string container) in request.Logs)
        {
            yield return new LogNeed(ns, pod, container, false, options.LogLines);
            yield return new LogNeed(ns, pod, container, true, options.LogLines);
        }
    }

    private async Task AddAsync(Section section, BundleWriter writer, CancellationToken cancellation)
    {
        // A probe's section is named by what it reached for.
        Need need = section.Need switch
        {
            ProbeNeed probe => probe with { Host = Shown(probe.Host), Query = Shown(probe.Query) },
            ForwardedDnsNeed dns => dns with { Query = Shown(dns.Query) },
            var other => other,
        };
        foreach (SectionFile file in SectionFiles.Of(section with { Need = need }))
        {
            string text = file.Text;
            if (_redactor is not null)
            {
                if (file.Section == "resolv-conf")
                {
                    _redactor.LearnResolvConf(text);
                }

                text = _redactor.Section(file.Section, text);
            }

            string name = file.Place switch
            {
                { Kind: PlaceKind.Node } node => $"nodes/{Shown(node.Name)}/{file.Section}",
                { } pod => $"pods/{Shown(pod.Namespace)}/{Shown(pod.Name)}/{(file.Folder.Length > 0 ? file.Folder + "/" : "")}{(file.Folder == "logs" ? Shown(file.Section) : file.Section)}",
                null => $"{file.Folder}/{file.Section}",
            };
            if (!await writer.AddAsync(name, text, cancellation).ConfigureAwait(false))
            {
                _notes.Add($"{name}: {TooLarge}");
            }
        }
    }

    private async Task<string> ServerVersionAsync(CancellationToken cancellation)
    {
        try
        {
            RawAnswer answer = await client.GetAsync("/version", cancellation).ConfigureAwait(false);
            using JsonDocument version = JsonDocument.Parse(answer.Body);
            return version.RootElement.ValueKind == JsonValueKind.Object && version.RootElement.TryGetProperty("gitVersion", out JsonElement text)
                ? text.GetString() ?? ""
                : "";
        }
        catch (Exception e) when (e is ApiException or JsonException)
        {
            return "";
        }
    }

    private string Describe(BundleRequest request, List<SpooledList> lists, DateTimeOffset now, string serverVersion)
    {
        StringBuilder text = new("kubenettui-bundle: 1\n");
        void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"{name}: {Quoted(value)}\n");
        Line("name", _redactor is null ? client.Settings.ContextName : "redacted");
        if (serverVersion.Length > 0)
        {
            Line("serverVersion", serverVersion);
        }

        Line("taken", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Line("by", options.By);
        Line("scope", _redactor is null ? request.Scope : _redactor.Text(request.Scope));
        if (_redactor is null)
        {
            Line("server", client.Settings.Server.GetLeftPart(UriPartial.Authority));
        }

        text.Append(CultureInfo.InvariantCulture, $"redacted: {(_redactor is null ? "false" : "true")}\n");
        Entries(text, "partial", lists.SelectMany(l => l.Namespaces.Select(ns => (l.Qualified, (string?)Shown(ns), ""))));
        Entries(text, "missing", _missing.Select(m => (m.What, m.Namespace is null ? null : Shown(m.Namespace), _redactor?.Text(m.Why) ?? m.Why)));
        List<string> notes = [.. request.Notes, .. _notes];
        if (notes.Count > 0)
        {
            text.Append("notes:\n");
            notes.ForEach(n => text.Append(CultureInfo.InvariantCulture, $"- {Quoted(_redactor?.Text(n) ?? n)}\n"));
        }

        return text.ToString();
    }

    private static void Entries(StringBuilder text, string name, IEnumerable<(string What, string? Namespace, string Why)> entries)
    {
        bool isFirst = true;
        foreach ((string what, string? ns, string why) in entries)
        {
            text.Append(isFirst ? name + ":\n" : "").Append(CultureInfo.InvariantCulture, $"- what: {Quoted(what)}\n");
            isFirst = false;
            text.Append(ns is null ? "" : $"  namespace: {Quoted(ns)}\n").Append(why.Length == 0 ? "" : $"  why: {Quoted(why)}\n");
        }
    }

    /// <summary>A JSON string is a YAML one in double quotes.</summary>
    private static string Quoted(string text) => "\"" + JsonEncodedText.Encode(text) + "\"";
}
