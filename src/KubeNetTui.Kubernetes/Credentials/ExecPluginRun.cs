using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>One run of an exec plugin (client-go credential plugins, <c>client.authentication.k8s.io</c>).</summary>
internal static class ExecPluginRun
{
    private const int MaxOutput = 1024 * 1024;
    private const int MaxErrors = 4096;

    /// <exception cref="ApiException">Step Credentials, with what the plugin wrote to stderr.</exception>
    public static async Task<ExecCredential> RunAsync(ExecPlugin plugin, CancellationToken cancellation)
    {
        var interactive = plugin is { MayUseTerminal: true, Interaction: not ExecInteraction.Never } && !Console.IsInputRedirected;
        if (plugin.Interaction == ExecInteraction.Always && !interactive)
        {
            throw Failed(plugin, "wants a terminal (interactiveMode: Always) and has none here", "", "Log in first in a shell (kubectl get nodes), or use a plugin mode that needs no keyboard.");
        }
        var limit = plugin.TimeLimit ?? (interactive ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(60));
        var errors = new StringBuilder();
        using var process = Start(plugin, interactive);
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timer.CancelAfter(limit);
        try
        {
            var reading = ReadErrorsAsync(process, plugin, errors, interactive, timer.Token);
            var output = await ReadOutputAsync(process, timer.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(timer.Token).ConfigureAwait(false);
            // A child that outlives the plugin may hold its stderr open; what is there by then must do.
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1), timer.Token)).ConfigureAwait(false);
            if (process.ExitCode != 0)
            {
                throw Failed(plugin, $"ended with exit code {process.ExitCode}", Tail(errors), Hint(plugin, "Log in again (for AKS: az login), or run it by hand to see why."));
            }
            return Read(plugin, output, Tail(errors));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failed(plugin, $"did not end in {limit.TotalSeconds:0} s and was stopped", Tail(errors), Hint(plugin, "If it waits for a log-in, log in first in a shell (kubectl get nodes)."));
        }
        finally
        {
            Kill(process);
        }
    }

    private static Process Start(ExecPlugin plugin, bool interactive)
    {
        var start = new ProcessStartInfo(plugin.Command)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = !interactive,
            RedirectStandardError = !interactive,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var argument in plugin.Args)
        {
            start.ArgumentList.Add(argument);
        }
        foreach (var (name, value) in plugin.Environment)
        {
            start.Environment[name] = value;
        }
        start.Environment["KUBERNETES_EXEC_INFO"] = ExecInfo(plugin, interactive);
        try
        {
            var process = Process.Start(start) ?? throw new Win32Exception("no process came of it");
            if (!interactive)
            {
                process.StandardInput.Close();
            }
            return process;
        }
        catch (Exception wrong) when (wrong is Win32Exception or IOException or InvalidOperationException or ArgumentException)
        {
            throw Failed(
                plugin, $"can't be started: {Printable.Clean(wrong is Win32Exception { NativeErrorCode: 2 } ? "there is no such program on PATH" : wrong.Message, 200).TrimEnd('.')}",
                "", Hint(plugin, "Install it, or put it on PATH."), wrong);
        }
    }

    internal static string ExecInfo(ExecPlugin plugin, bool interactive)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", plugin.ApiVersion);
            json.WriteString("kind", "ExecCredential");
            json.WriteStartObject("spec");
            if (plugin.ClusterInfo is not null)
            {
                json.WritePropertyName("cluster");
                json.WriteRawValue(plugin.ClusterInfo);
            }
            json.WriteBoolean("interactive", interactive);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static async Task<string> ReadOutputAsync(Process process, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        int read;
        while ((read = await process.StandardOutput.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            // What is over the bound is read off, so that the plugin can end, and makes the answer rubbish.
            if (text.Length <= MaxOutput)
            {
                text.Append(buffer, 0, read);
            }
        }
        return text.ToString();
    }

    private static async Task ReadErrorsAsync(Process process, ExecPlugin plugin, StringBuilder errors, bool interactive, CancellationToken cancellation)
    {
        if (interactive)
        {
            return;
        }
        try
        {
            while (await process.StandardError.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
            {
                plugin.OnMessage?.Invoke(Printable.Clean(line));
                errors.Append(line.AsSpan(0, Math.Min(line.Length, MaxErrors))).Append('\n');
                if (errors.Length > MaxErrors * 2)
                {
                    errors.Remove(0, errors.Length - MaxErrors);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The one who waits for the output says why.
        }
    }

    private static ExecCredential Read(ExecPlugin plugin, string output, string errors)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            var root = document.RootElement;
            if (Text(root, "kind") is { } kind and not "ExecCredential")
            {
                throw Failed(plugin, $"printed a {Printable.Clean(kind, 60)}, not an ExecCredential", errors, Hint(plugin, "Update it."));
            }
            if (Text(root, "apiVersion") is { } version && version != plugin.ApiVersion)
            {
                throw Failed(
                    plugin, $"speaks {Printable.Clean(version, 80)} where the kubeconfig says {plugin.ApiVersion}", errors,
                    "Fetch the kubeconfig again with the plugin's own command (kubelogin convert-kubeconfig, aws eks update-kubeconfig).");
            }
            if (!root.TryGetProperty("status", out var status) || status.ValueKind != JsonValueKind.Object)
            {
                throw Failed(plugin, "printed an ExecCredential without a status", errors, Hint(plugin, "Run it by hand to see why."));
            }
            var token = Text(status, "token")?.Trim() is { Length: > 0 } given ? given : null;
            var (certificate, key) = (Text(status, "clientCertificateData"), Text(status, "clientKeyData"));
            if (string.IsNullOrEmpty(certificate) != string.IsNullOrEmpty(key))
            {
                throw Failed(plugin, "gave a client certificate without its key, or a key without its certificate", errors, Hint(plugin, "Update it."));
            }
            if (token is null && string.IsNullOrEmpty(certificate))
            {
                throw Failed(plugin, "gave neither a token nor a client certificate", errors, Hint(plugin, "Run it by hand to see why."));
            }
            if (token?.AsSpan().ContainsAny('\r', '\n', '\0') == true)
            {
                throw Failed(plugin, "gave a token of several lines", errors, Hint(plugin, "Run it by hand to see why."));
            }
            var expires = DateTimeOffset.TryParse(Text(status, "expirationTimestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : (DateTimeOffset?)null;
            return new ExecCredential(
                token,
                string.IsNullOrEmpty(certificate) ? null : Certificates.ParseClient(certificate, key!, $"the exec plugin {Name(plugin)}"),
                certificate ?? "", expires);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // Its output is not shown: half of a token is a secret too.
            throw Failed(plugin, output.Trim().Length == 0 ? "printed nothing" : "printed something that is no ExecCredential (JSON)", errors, Hint(plugin, "Run it by hand to see what it prints."), wrong);
        }
        catch (KubeConfigException wrong)
        {
            throw Failed(plugin, "gave a certificate that can't be used", wrong.Message, Hint(plugin, "Update it."), wrong);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Tail(StringBuilder errors) => Printable.Clean(errors.ToString(), 1000);

    private static string Hint(ExecPlugin plugin, string otherwise) =>
        plugin.InstallHint.Length > 0 ? Printable.Clean(plugin.InstallHint, 500) : otherwise;

    private static string Name(ExecPlugin plugin) => Printable.Clean(plugin.Command, 200);

    private static ApiException Failed(ExecPlugin plugin, string what, string errors, string advice, Exception? inner = null) => new(
        new ApiFailure(RequestStep.Credentials, 0, "", $"The exec plugin {Name(plugin)} {what}{(errors.Length > 0 ? $": {errors}" : ".")}", advice), inner);

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It ended meanwhile.
        }
    }
}
