using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>Goes the way to the server step by step over a connection of its own, and tells what each step saw.</summary>
internal sealed class Reach(ConnectionSettings settings, ApiConnection connection)
{
    private readonly List<ReachStep> _steps = [];

    public async Task<ReachReport> RunAsync(CancellationToken cancellation)
    {
        if (await DialAsync(cancellation).ConfigureAwait(false))
        {
            // In this order: without a login there is no permission, and health answers may be open to anybody.
            if (await LoginAsync(cancellation).ConfigureAwait(false))
            {
                await StepAsync("permission", "/api/v1/namespaces?limit=1", _ => "may list namespaces", cancellation).ConfigureAwait(false);
            }
            else
            {
                Skip("permission");
            }
            foreach (var step in (string[])["livez", "readyz"])
            {
                // A plugin that failed (or hung) is not run again for each.
                if (_steps.Any(s => s.Failure?.Step == RequestStep.Credentials))
                {
                    Skip(step);
                }
                else
                {
                    await StepAsync(step, $"/{step}?verbose", Health, cancellation).ConfigureAwait(false);
                }
            }
        }
        return new ReachReport(settings.Server, _steps);
    }

    private async Task<bool> DialAsync(CancellationToken cancellation)
    {
        string[] order = ["name", "proxy", "connect", "tls"];
        var trace = new DialTrace();
        var since = Stopwatch.GetTimestamp();
        ApiFailure? failure = null;
        try
        {
            // A plugin's client certificate must be there before the TLS greeting; its token is looked at by the login step.
            await connection.Identity.HeaderAsync(renew: false, null, cancellation).ConfigureAwait(false);
        }
        catch (ApiException)
        {
            // The login step says so.
        }
        try
        {
            var stream = await connection.NewDialer().DialAsync(http2: true, trace, cancellation).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (ApiException wrong)
        {
            failure = wrong.Failure;
        }
        var failedStep = failure?.Step switch
        {
            null => null,
            RequestStep.Name => "name",
            RequestStep.Proxy => "proxy",
            RequestStep.Connect => "connect",
            _ => "tls",
        };
        foreach (var step in order)
        {
            var passed = trace.Steps.FirstOrDefault(s => s.Step == step);
            if (passed.Step is not null)
            {
                _steps.Add(new ReachStep(step, ReachOutcome.Ok, passed.Took, passed.Detail, null));
            }
            else if (step == failedStep)
            {
                var before = trace.Steps.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.Took);
                _steps.Add(new ReachStep(step, ReachOutcome.Failed, Stopwatch.GetElapsedTime(since) - before, failure!.Message, failure));
            }
            else
            {
                Skip(step, failure is null ? step switch { "proxy" => "no proxy", "tls" => "plain HTTP", _ => "" } : "");
            }
        }
        if (failure is not null)
        {
            foreach (var step in (string[])["login", "permission", "livez", "readyz"])
            {
                Skip(step);
            }
        }
        return failure is null;
    }

    /// <summary>Who are we, in the server's eyes? Old servers can't say (SelfSubjectReview came with 1.28), but their version needs a login too.</summary>
    private async Task<bool> LoginAsync(CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            var version = await BodyAsync(new ApiRequest(HttpMethod.Get, "/version") { Retry = false }, cancellation).ConfigureAwait(false);
            var who = await WhoAsync(cancellation).ConfigureAwait(false);
            _steps.Add(new ReachStep("login", ReachOutcome.Ok, Stopwatch.GetElapsedTime(since), $"{who}; server {VersionOf(version)}", null));
            return true;
        }
        catch (ApiException wrong) when (wrong.Failure.Step == RequestStep.Permission)
        {
            // Known, but not allowed even this: the next step says more.
            _steps.Add(new ReachStep("login", ReachOutcome.Ok, Stopwatch.GetElapsedTime(since), wrong.Failure.Message, null));
            return true;
        }
        catch (ApiException wrong)
        {
            _steps.Add(new ReachStep("login", ReachOutcome.Failed, Stopwatch.GetElapsedTime(since), wrong.Failure.Message, wrong.Failure));
            return false;
        }
    }

    private async Task<string> WhoAsync(CancellationToken cancellation)
    {
        const string Path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
        var question = "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}"u8.ToArray();
        try
        {
            var body = await BodyAsync(new ApiRequest(HttpMethod.Post, Path) { Body = question, Retry = false }, cancellation).ConfigureAwait(false);
            using var document = JsonDocument.Parse(body);
            var user = document.RootElement.Member("status")?.Member("userInfo");
            var groups = user?.Texts("groups") ?? [];
            return $"known as {Printable.Clean(user?.Text("username"), 150)}{(groups.Count > 0 ? $" ({Printable.Clean(string.Join(", ", groups), 300)})" : "")}";
        }
        catch (ApiException wrong) when (wrong.Failure.Step != RequestStep.Login)
        {
            return "accepted";
        }
        catch (JsonException)
        {
            return "accepted";
        }
    }

    private async Task StepAsync(string step, string path, Func<byte[], string> describe, CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            var body = await BodyAsync(new ApiRequest(HttpMethod.Get, path) { Accept = "application/json, */*", Retry = false }, cancellation).ConfigureAwait(false);
            _steps.Add(new ReachStep(step, ReachOutcome.Ok, Stopwatch.GetElapsedTime(since), describe(body), null));
        }
        catch (ApiException wrong)
        {
            _steps.Add(new ReachStep(step, ReachOutcome.Failed, Stopwatch.GetElapsedTime(since), wrong.Failure.Message, wrong.Failure));
        }
    }

    private async Task<byte[]> BodyAsync(ApiRequest request, CancellationToken cancellation)
    {
        var response = await connection.OpenAsync(request, cancellation).ConfigureAwait(false);
        await using (response.ConfigureAwait(false))
        {
            var body = await response.ReadAllAsync().ConfigureAwait(false);
            return Failures.LooksLikeHtml(response.ContentType, body)
                ? throw response.Failed(Failures.Html(response.What, response.Status, body), null)
                : body;
        }
    }

    /// <summary>One line a health check, as the server gave it.</summary>
    private static string Health(byte[] body) => string.Join(
        '\n', Encoding.UTF8.GetString(body).Split('\n').Select(line => Printable.Clean(line, 200)).Where(line => line.Length > 0).Take(200));

    private static string VersionOf(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Printable.Clean(document.RootElement.Text("gitVersion") ?? "of unknown version", 60);
        }
        catch (JsonException)
        {
            return "of unknown version";
        }
    }

    private void Skip(string step, string detail = "") => _steps.Add(new ReachStep(step, ReachOutcome.Skipped, TimeSpan.Zero, detail, null));
}
