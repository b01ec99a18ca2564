using System.Buffers;
using System.CommandLine;
using System.Globalization;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.CommandLine;

/// <summary>The options that every command knows, named as kubectl names them where kubectl has them.</summary>
internal sealed class GlobalOptions
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public Option<string?> KubeConfig { get; } = Text("--kubeconfig", "FILE", "This kubeconfig alone, not KUBECONFIG or ~/.kube/config.");
    public Option<string?> Context { get; } = Text("--context", "NAME", "A context of the kubeconfig; else its current-context.");
    public Option<string?> Namespace { get; } = Text("--namespace", "NS", "A namespace; else that of the context.", "-n");
    public Option<string?> As { get; } = Text("--as", "USER", "Act as this user (impersonation).");

    public Option<string[]> AsGroup { get; } = new("--as-group")
    {
        HelpName = "GROUP",
        Description = "Act as a member of this group; may be given several times.",
        Recursive = true,
    };

    public Option<string?> RequestTimeout { get; } =
        Text("--request-timeout", "TIME", "Give up on a request after this time: 10s, 1m30s, or a number of seconds; 0: never.");

    public Option<bool> ReadOnly { get; } = new("--readonly")
    {
        Description = "Nothing that changes the cluster or opens a shell.",
        Recursive = true,
    };

    public Option<string?> Theme { get; } = Text("--theme", "NAME", "Colours: the name of a theme, or a theme file.");
    public Option<string?> LogFile { get; } = Text("--log-file", "FILE", "Log requests and errors there; never headers or bodies.");

    public IEnumerable<Option> All => [KubeConfig, Context, Namespace, As, AsGroup, RequestTimeout, ReadOnly, Theme, LogFile];

    /// <exception cref="UsageException">A value is none that can be used.</exception>
    public ConnectionOverrides Overrides(ParseResult parsed)
    {
        ConnectionOverrides overrides = new()
        {
            KubeConfigPath = NotEmpty(parsed, KubeConfig),
            Context = NotEmpty(parsed, Context),
            Namespace = NotEmpty(parsed, Namespace),
            ImpersonateUser = NotEmpty(parsed, As),
            ImpersonateGroups = parsed.GetValue(AsGroup) ?? [],
            RequestTimeout = parsed.GetValue(RequestTimeout) is { } time ? Duration(time) : null,
        };
        return overrides is { ImpersonateGroups.Count: > 0, ImpersonateUser: null }
            ? throw new UsageException("--as-group needs --as: a group alone can't be acted as", help: true)
            : overrides;
    }

    /// <summary>Go's durations as kubectl takes them, and plain seconds.</summary>
    /// <returns>Null for 0: no limit of the person's own.</returns>
    internal static TimeSpan? Duration(string text)
    {
        ReadOnlySpan<char> rest = text;
        if (double.TryParse(rest, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double plain))
        {
            return Bounded(plain);
        }

        double seconds = 0;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(Digits);
            if (digits < 1 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
            {
                throw Bad();
            }

            rest = rest[digits..];
            int unit = rest.IndexOfAny(Digits) is >= 0 and int end ? end : rest.Length;
            seconds += value * rest[..unit] switch
            {
                "ms" => 0.001,
                "s" => 1,
                "m" => 60,
                "h" => 3600,
                _ => throw Bad(),
            };
            rest = rest[unit..];
        }

        return text.Length > 0 ? Bounded(seconds) : throw Bad();

        UsageException Bad() => new($"--request-timeout {text} is no time; write 10s, 1m30s, 500ms, or a number of seconds", help: true);

        TimeSpan? Bounded(double value) => value switch
        {
            double.NaN => throw Bad(),
            0 => null,
            > 86_400 => throw new UsageException($"--request-timeout {text} is over a day; 0 means no limit", help: true),
            _ => TimeSpan.FromSeconds(value),
        };
    }

    private static string? NotEmpty(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) switch
        {
            null => null,
            var value when string.IsNullOrWhiteSpace(value) => throw new UsageException($"{option.Name} has an empty value", help: true),
            var value => value,
        };

    private static Option<string?> Text(string name, string help, string description, params string[] aliases) =>
        new(name, aliases) { HelpName = help, Description = description, Recursive = true };
}
