using System.CommandLine;
using KubeNetTui.Checks;
using KubeNetTui.Replay;

namespace KubeNetTui.CommandLine;

/// <summary><c>kubenettui lab</c>: a cluster in the kernel of this machine, to break and mend for real.</summary>
internal sealed class LabCommand
{
    private const string UsualFolder = "/run/kubenettui/lab";

    private readonly Option<string> _folder = new("--dir")
    {
        HelpName = "DIR", Description = $"The lab's folder; each folder is a lab of its own. Else {UsualFolder}.", Recursive = true, DefaultValueFactory = _ => UsualFolder,
    };

    private readonly ProgramHost _host;
    private readonly ProgramSignals _signals;

    public LabCommand(ProgramHost host, ProgramSignals signals)
    {
        (_host, _signals) = (host, signals);
        Command = new Command("lab", "A real cluster network in namespaces of this machine (Linux, root): break it, and see why it fails.") { _folder };
        Command.Subcommands.Add(Up());
        Command.Subcommands.Add(Down());
        Command.Subcommands.Add(Simple("status", "What is up, and which faults are in force.", StatusAsync));
        Command.Subcommands.Add(Break());
        Command.Subcommands.Add(Mend());
        Command.Subcommands.Add(Simple("probe", "Send real packets on every way that traffic takes; exit 1 when some fail.", ProbeAsync));
        Command.Subcommands.Add(Serve());
    }

    public Command Command { get; }

    private Command Up()
    {
        Option<LabProxyMode> proxy = Proxy();
        Option<int> port = Port();
        Command up = new("up", "Make the lab; returns when it answers. Its server runs on until \"lab down\".") { proxy, port };
        up.SetAction(async (parsed, cancellation) =>
        {
            LabServer server = new(Folder(parsed));
            string kubeConfig = await server.StartAsync(parsed.GetValue(proxy), parsed.GetValue(port), _host, cancellation).ConfigureAwait(false);
            await _host.Out.WriteLineAsync($"""
                The lab is up: three nodes, {Words(parsed.GetValue(proxy))}.
                  kubenettui --kubeconfig {kubeConfig}        explore it
                  kubectl --kubeconfig {kubeConfig} get pods -A -o wide
                  kubenettui lab break FAULT; kubenettui lab probe; kubenettui lab mend; kubenettui lab down
                """).ConfigureAwait(false);
            return ExitCode.Clean;
        });
        return up;
    }

    /// <summary>What "up" leaves running; a person does not type it.</summary>
    private Command Serve()
    {
        Option<LabProxyMode> proxy = Proxy();
        Option<int> port = Port();
        Command serve = new("serve", "The lab's server, in the foreground.") { proxy, port };
        serve.Hidden = true;
        serve.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                LabOptions options = new()
                {
                    Folder = Folder(parsed), Proxy = parsed.GetValue(proxy), Port = parsed.GetValue(port), Clock = _host.Time, Log = _host.Error.WriteLine,
                };
                await Told(LabServer.ServeAsync(options, cancellation)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_signals.Asked.IsCancellationRequested)
            {
                // Asked to end: that is how serving is meant to end.
            }

            return ExitCode.Clean;
        });
        return serve;
    }

    private Command Down()
    {
        Option<bool> all = new("--all") { Description = "All labs of this machine, also those whose folder is gone." };
        Command down = new("down", "End the lab; nothing of it is left, also after its server was killed.") { all };
        down.SetAction(async (parsed, cancellation) =>
        {
            string folder = Folder(parsed);
            bool was = await Told(new LabServer(folder).StopAsync(cancellation)).ConfigureAwait(false);
            IReadOnlyList<string> others = LabLeftovers.Labs();
            if (parsed.GetValue(all))
            {
                await LabLeftovers.RemoveAsync(null).ConfigureAwait(false);
                await _host.Out.WriteLineAsync(was || others.Count > 0 ? "No lab is left." : "There was no lab.").ConfigureAwait(false);
                return ExitCode.Clean;
            }

            await _host.Out.WriteLineAsync(was ? "The lab is down." : $"No lab was up in {folder}.").ConfigureAwait(false);
            if (others.Count > 0)
            {
                await _host.Out.WriteLineAsync($"Other labs of this machine: {string.Join(", ", others)}. \"kubenettui lab down --all\" ends them.").ConfigureAwait(false);
            }

            return ExitCode.Clean;
        });
        return down;
    }

    private Command Break()
    {
        Argument<string?> name = FaultName();
        Command command = new("break", "Inject a fault for real; without a name, list them.") { name };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(name) is not { } wanted)
            {
                int width = LabFaults.All.Max(f => f.Name.Length);
                foreach (LabFault each in LabFaults.All)
                {
                    await _host.Out.WriteLineAsync($"{each.Name.PadRight(width)}  {each.Title}").ConfigureAwait(false);
                }

                return ExitCode.Clean;
            }

            LabFault fault = Known(wanted);
            IReadOnlyList<string[]> broken = await AskAsync(parsed, "break " + fault.Name, cancellation).ConfigureAwait(false);
            string ask = string.Join(' ', broken.Where(b => b[0] == "ask").Select(b => b[^1]));
            await _host.Out.WriteLineAsync($"""
                {fault.Title}.
                  done       {fault.What}
                  fails      {(fault.Fails.Count == 0 ? "no connection" : string.Join("; ", fault.Fails))}
                  find it    kubenettui --kubeconfig {Path.Combine(Folder(parsed), "kubeconfig")} check {ask}
                  mend it    kubenettui lab mend {fault.Name}
                """).ConfigureAwait(false);
            return ExitCode.Clean;
        });
        return command;
    }

    private Command Mend()
    {
        Argument<string?> name = FaultName();
        Command command = new("mend", "Take a fault back; without a name, all of them.") { name };
        command.SetAction(async (parsed, cancellation) =>
        {
            string? wanted = parsed.GetValue(name) is { } typed ? Known(typed).Name : null;
            IReadOnlyList<string[]> mended = await AskAsync(parsed, wanted is null ? "mend" : "mend " + wanted, cancellation).ConfigureAwait(false);
            await _host.Out.WriteLineAsync(mended.Count == 0 ? "Nothing was broken." : "Mended: " + string.Join(", ", mended.Select(m => m[^1]))).ConfigureAwait(false);
            return ExitCode.Clean;
        });
        return command;
    }

    private async Task<int> StatusAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = Folder(parsed);
        if (!await LabClient.IsUpAsync(folder, cancellation).ConfigureAwait(false))
        {
            await _host.Out.WriteLineAsync(Lab.IdIn(folder) is { } id
                ? $"The lab {id} in {folder} has lost its server; \"kubenettui lab down\" removes what is left."
                : $"No lab is up in {folder}.").ConfigureAwait(false);
            return ExitCode.Findings;
        }

        IReadOnlyList<string[]> answer = await AskAsync(parsed, "status", cancellation).ConfigureAwait(false);
        string Field(string name) => answer.FirstOrDefault(a => a[0] == name)?[^1] ?? "";
        List<string> broken = [.. answer.Where(a => a[0] == "broken").Select(a => a[^1])];
        await _host.Out.WriteLineAsync($"""
            up          {Field("id")}, kube-proxy in {Field("proxy").ToLowerInvariant()} mode
            kubeconfig  {Field("kubeconfig")}
            broken      {(broken.Count == 0 ? "nothing" : string.Join(", ", broken))}
            """).ConfigureAwait(false);
        return ExitCode.Clean;
    }

    private async Task<int> ProbeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        IReadOnlyList<string[]> probes = await AskAsync(parsed, "probe", cancellation).ConfigureAwait(false);
        int width = probes.Max(p => p[1].Length);
        foreach (string[] probe in probes)
        {
            bool ok = probe[0] == "ok";
            string line = $"{(ok ? "ok  " : "FAIL")}  {probe[1].PadRight(width)}  {probe[2]}";
            await _host.Out.WriteLineAsync(_host.Colour && !ok ? Paint.Over(ReportTone.Fail, line) : line).ConfigureAwait(false);
        }

        int failed = probes.Count(p => p[0] != "ok");
        await _host.Out.WriteLineAsync(failed == 0 ? $"All {probes.Count} ways are open." : $"{failed} of {probes.Count} fail.").ConfigureAwait(false);
        return failed == 0 ? ExitCode.Clean : ExitCode.Findings;
    }

    private Task<IReadOnlyList<string[]>> AskAsync(ParseResult parsed, string question, CancellationToken cancellation) =>
        Told(LabClient.AskAsync(Folder(parsed), question, cancellation));

    /// <summary>What the lab can't do is told as any other mistake is.</summary>
    private static async Task<T> Told<T>(Task<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (LabException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private string Folder(ParseResult parsed) => Path.GetFullPath(parsed.GetValue(_folder)!);

    private static LabFault Known(string name) => LabFaults.Find(name)
        ?? throw new UsageException($"there is no fault \"{name}\"{NearNames.Hint(name, LabFaults.All.Select(f => f.Name))}\n  \"kubenettui lab break\" lists them.");

    private static Command Simple(string name, string description, Func<ParseResult, CancellationToken, Task<int>> run)
    {
        Command command = new(name, description);
        command.SetAction(run);
        return command;
    }

    private static Argument<string?> FaultName()
    {
        Argument<string?> name = new("FAULT") { Arity = ArgumentArity.ZeroOrOne, Description = "Its name." };
        name.CompletionSources.Add(_ => LabFaults.All.Select(f => new System.CommandLine.Completions.CompletionItem(f.Name)));
        return name;
    }

    private static Option<LabProxyMode> Proxy() => new("--proxy")
    {
        HelpName = "iptables|nftables", Description = "Which rules kube-proxy writes; else iptables.",
        CustomParser = static result => result.Tokens is [{ Value: var word }] && Enum.TryParse(word, ignoreCase: true, out LabProxyMode mode) && !char.IsDigit(word[0])
            ? mode
            : throw new UsageException("--proxy is iptables or nftables", help: true),
    };

    private static Option<int> Port() => new("--port") { HelpName = "N", Description = "The API's port on 127.0.0.1; else any free one." };

    private static string Words(LabProxyMode mode) => mode == LabProxyMode.Nftables ? "kube-proxy in nftables mode" : "kube-proxy in iptables mode";
}
