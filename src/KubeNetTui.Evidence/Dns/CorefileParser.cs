using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary>Words to server blocks. Lines matter: a plugin's arguments end with its line, unless a brace opens its block.</summary>
internal sealed class CorefileParser(List<CorefileToken> tokens)
{
    /// <summary>Plugins' blocks nest two deep at most in what CoreDNS reads; this bounds what rubbish can do.</summary>
    private const int Deepest = 8;

    private readonly List<CorefileServer> _servers = [];
    private readonly List<CorefileImport> _imports = [];
    private readonly List<NotUnderstoodLine> _not = [];
    private readonly Dictionary<string, List<CorefilePlugin>> _snippets = [];
    private int _at;

    private bool AtEnd => _at >= tokens.Count;

    private CorefileToken Now => tokens[_at];

    public Corefile Parse()
    {
        while (!AtEnd)
        {
            if (Now.Is("}"))
            {
                Skip("a brace is closed that none opened");
            }
            else if (Now is { Text: "import", Quoted: false })
            {
                var line = Now.Line;
                Imported(Arguments(), line, 0, null);
            }
            else
            {
                Block();
            }
        }

        return new Corefile(_servers, _imports, _not);
    }

    private void Block()
    {
        var line = Now.Line;
        List<string> keys = [];
        var opened = false;
        var more = false;
        while (!AtEnd && (keys.Count == 0 || more || Now.Line == tokens[_at - 1].Line))
        {
            if (Now.Is("{"))
            {
                (opened, _at) = (true, _at + 1);
                break;
            }

            // Keys go on in the next line after a comma.
            more = !Now.Quoted && Now.Text.EndsWith(',');
            keys.AddRange(Now.Text.Split(',', StringSplitOptions.RemoveEmptyEntries));
            _at++;
        }

        if (keys.Count == 0)
        {
            _not.Add(new(line, "{", "a block without a name"));
        }

        // Without braces the rest of the file is the one server's.
        var plugins = Plugins(opened, line, 0);
        if (keys is [['(', .. var name, ')']])
        {
            _snippets[name] = plugins;
        }
        else
        {
            _servers.Add(new CorefileServer([.. keys.Select(Zone)], plugins, line));
        }
    }

    /// <param name="braced">Ends with a brace; else with the file.</param>
    private List<CorefilePlugin> Plugins(bool braced, int server, int depth)
    {
        List<CorefilePlugin> plugins = [];
        while (!AtEnd)
        {
            if (Now.Is("}"))
            {
                if (braced)
                {
                    _at++;
                    return plugins;
                }

                Skip("a brace is closed that none opened");
                continue;
            }

            if (Now.Is("{"))
            {
                Skip("a block without a plugin");
                continue;
            }

            var (name, line) = (Now.Text, Now.Line);
            var arguments = Arguments();
            List<CorefilePlugin> block = [];
            if (!AtEnd && Now.Is("{") && Now.Line == tokens[_at - 1].Line)
            {
                if (depth >= Deepest)
                {
                    Skip("blocks too deep in each other");
                }
                else
                {
                    _at++;
                    block = Plugins(braced: true, server, depth + 1);
                }
            }

            if (name == "import" && depth == 0)
            {
                Imported(arguments, line, server, plugins);
            }
            else
            {
                plugins.Add(new CorefilePlugin(name, arguments, block, line));
            }
        }

        if (braced)
        {
            _not.Add(new(server, "{", "the brace is never closed"));
        }

        return plugins;
    }

    /// <summary>The rest of the line after the word at hand, up to a brace.</summary>
    private List<string> Arguments()
    {
        List<string> arguments = [];
        var line = Now.Line;
        for (_at++; !AtEnd && Now.Line == line && !Now.Is("{") && !Now.Is("}"); _at++)
        {
            arguments.Add(Now.Text);
        }

        return arguments;
    }

    private void Imported(List<string> arguments, int line, int server, List<CorefilePlugin>? into)
    {
        if (arguments.Count == 0)
        {
            _not.Add(new(line, "import", "nothing is named"));
        }
        else if (into is not null && _snippets.TryGetValue(arguments[0], out var snippet))
        {
            into.AddRange(snippet);
        }
        else
        {
            _imports.Add(new CorefileImport(arguments[0], line, server));
        }
    }

    private void Skip(string why)
    {
        _not.Add(new(Now.Line, Now.Text, why));
        _at++;
    }

    private static CorefileZone Zone(string key)
    {
        var transport = "dns";
        if (key.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme)
        {
            (transport, key) = (key[..scheme], key[(scheme + 3)..]);
        }

        var port = 0;
        if (key.LastIndexOf(':') is >= 0 and var colon
            && int.TryParse(key.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            (port, key) = (number, key[..colon]);
        }

        return new CorefileZone(transport, key.TrimEnd('.').ToLowerInvariant(), port);
    }
}
