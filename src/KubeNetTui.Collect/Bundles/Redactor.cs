using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeNetTui.Collect;

/// <summary>
/// Replaces names, addresses and label values in API objects and in outputs of commands, the same by the same. The secret is made anew
/// for each bundle and kept nowhere: what was replaced can't be had back, nor matched between two bundles.
/// </summary>
internal sealed partial class Redactor
{
    // What these fields say is Kubernetes' own, whatever a person named a thing.
    private static readonly HashSet<string> Untouched = new(StringComparer.Ordinal)
    {
        "apiVersion", "kind", "type", "reason", "protocol", "phase", "uid", "resourceVersion", "generation", "operator", "effect", "policyTypes",
        "verbs", "apiGroups", "resources", "operations", "addressType", "ipFamilies", "ipFamilyPolicy", "dnsPolicy", "restartPolicy", "containerID",
        "imageID", "creationTimestamp", "deletionTimestamp", "startTime", "lastTransitionTime", "lastHeartbeatTime", "lastProbeTime", "startedAt",
        "finishedAt", "firstTimestamp", "lastTimestamp", "eventTime", "renewTime", "acquireTime", "sessionAffinity", "externalTrafficPolicy",
        "internalTrafficPolicy", "appProtocol", "scheme", "path", "whenUnsatisfiable", "imagePullPolicy", "apiGroup", "failurePolicy", "scope",
        "caBundle", "component", "nonResourceURLs", "kernelVersion", "osImage", "containerRuntimeVersion", "kubeletVersion", "bootID", "machineID",
        "systemUUID", "architecture", "operatingSystem", "cpu", "memory", "pathType",
    };

    private static readonly string[] KnownRegistries =
        ["registry.k8s.io/", "k8s.gcr.io/", "mcr.microsoft.com/", "quay.io/", "docker.io/", "ghcr.io/", "gcr.io/", "public.ecr.aws/"];

    private static readonly string[] KnownDomains =
        ["k8s.io", "kubernetes.io", "docker.io", "quay.io", "gcr.io", "ghcr.io", "github.com", "microsoft.com", "azure.com", "windows.net", "cluster.local", "coredns.io", "golang.org"];

    private readonly byte[] _salt;
    private readonly NameMap _names;
    private readonly AddressMap _addresses;

    public Redactor() : this(RandomNumberGenerator.GetBytes(32))
    {
    }

    internal Redactor(byte[] salt) => (_salt, _names, _addresses) = (salt, new NameMap(salt), new AddressMap(salt));

    /// <summary>Learns what an object names. All objects are learned before the first is redacted.</summary>
    public void Learn(JsonObject item)
    {
        JsonNode? metadata = item["metadata"];
        _names.Add((string?)metadata?["name"]);
        _names.Add((string?)metadata?["namespace"]);
        _names.Add(((string?)metadata?["generateName"])?.TrimEnd('-'));
        Labels(metadata?["labels"]);
        JsonNode? spec = item["spec"];
        Labels(spec?["selector"]);
        Labels(spec?["selector"]?["matchLabels"]);
        Labels(spec?["template"]?["metadata"]?["labels"]);
        _names.Add((string?)spec?["nodeName"]);
        _names.Add((string?)spec?["hostname"]);
        _names.Add((string?)spec?["subdomain"]);
        Domain((string?)spec?["externalName"]);
        foreach (JsonNode? container in Items(spec, "containers").Concat<JsonNode?>(Items(spec, "initContainers")))
        {
            _names.Add((string?)container?["name"]);
        }

        foreach (JsonNode? rule in Items(spec, "rules"))
        {
            Domain(rule?["host"] is JsonValue host && host.TryGetValue(out string? text) ? text : null);
        }

        foreach (JsonNode? address in Items(item["status"], "addresses"))
        {
            if ((string?)address?["type"] is "Hostname" or "InternalDNS" or "ExternalDNS")
            {
                Domain((string?)address?["address"]);
            }
        }
    }

    /// <summary>Learns the domains that a node's resolver searches.</summary>
    public void LearnResolvConf(string text)
    {
        foreach (string line in text.Split('\n').Where(l => l.StartsWith("search ", StringComparison.Ordinal) || l.StartsWith("domain ", StringComparison.Ordinal)))
        {
            foreach (string domain in line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1))
            {
                Domain(domain);
            }
        }
    }

    public void Redact(JsonObject item)
    {
        Annotations(item["metadata"]);
        Annotations(item["spec"]?["template"]?["metadata"]);
        Walk(item);
    }

    /// <param name="section">Its name decides how the text is read.</param>
    public string Section(string section, string text)
    {
        if (section.StartsWith("proc-net-", StringComparison.Ordinal) && section != "proc-net-stat")
        {
            text = HexAddress().Replace(text, m => Hex(m.Groups[1].Value) + ":" + m.Groups[2].Value);
        }

        bool isRules = section.Contains("iptables", StringComparison.Ordinal) || section.Contains("ip6tables", StringComparison.Ordinal) || section == "ipset";
        foreach (Match match in FullDomain().Matches(text))
        {
            Domain(match.Value);
        }

        return isRules
            ? Quoted().Replace(Addresses(text), m => Words(m.Value))
            : Words(Addresses(text));
    }

    /// <summary>Any text: names and addresses in it.</summary>
    public string Text(string text) => Words(Addresses(text));

    private void Walk(JsonObject item)
    {
        foreach (var (name, value) in item.ToList())
        {
            if (Untouched.Contains(name))
            {
                continue;
            }

            switch (value)
            {
                case JsonObject child:
                    Walk(child);
                    break;
                case JsonArray list:
                    for (int i = 0; i < list.Count; i++)
                    {
                        if (list[i] is JsonObject element)
                        {
                            Walk(element);
                        }
                        else if (list[i] is JsonValue one && one.TryGetValue(out string? entry))
                        {
                            list[i] = name is "args" or "command" ? Section("args", entry) : Text(entry);
                        }
                    }

                    break;
                case JsonValue one when one.TryGetValue(out string? text):
                    item[name] = name == "image" ? Image(text) : name == "message" ? Section("message", text) : Text(text);
                    break;
            }
        }
    }

    /// <summary>Annotations hold anything; those that Kubernetes and clouds read are kept.</summary>
    private static void Annotations(JsonNode? metadata)
    {
        if (metadata?["annotations"] is not JsonObject annotations)
        {
            return;
        }

        foreach (string key in annotations.Select(a => a.Key).ToList())
        {
            string domain = key.Split('/')[0];
            if (!KnownDomains.Any(d => domain.EndsWith(d, StringComparison.Ordinal)) && !domain.EndsWith("projectcalico.org", StringComparison.Ordinal)
                && !domain.StartsWith("flannel.", StringComparison.Ordinal))
            {
                annotations.Remove(key);
            }
        }
    }

    private void Labels(JsonNode? labels)
    {
        foreach (var (key, value) in labels as JsonObject ?? [])
        {
            // Hashes and numbers of Kubernetes' own controllers are part of the names that they make.
            if (value is JsonValue one && one.TryGetValue(out string? text) && !key.Contains("hash", StringComparison.Ordinal) && key != "helm.sh/chart")
            {
                _names.Add(text);
            }
        }
    }

    private void Domain(string? name)
    {
        string bare = (name ?? "").TrimEnd('.');
        if (bare.Length > 0 && !KnownDomains.Any(d => bare == d || bare.EndsWith("." + d, StringComparison.Ordinal)) && !IPAddress.TryParse(bare, out _))
        {
            _names.Add(bare);
        }
    }

    private string Image(string image)
    {
        if (KnownRegistries.Any(r => image.StartsWith(r, StringComparison.Ordinal)))
        {
            return Text(image);
        }

        int tag = image.LastIndexOf(':') is >= 0 and int at && at > image.LastIndexOf('/') ? at : image.Length;
        byte[] hash = HMACSHA256.HashData(_salt, Encoding.UTF8.GetBytes("image/" + image[..tag]));
        return $"image.invalid/{Convert.ToHexStringLower(hash.AsSpan(0, 5))}{image[tag..]}";
    }

    private string Addresses(string text) => Address().Replace(text, match =>
    {
        if (match.Groups["addr"] is { Success: true } listed)
        {
            return IPAddress.TryParse(listed.Value, out IPAddress? network)
                ? match.Value.Replace(listed.Value, _addresses.Map(network, Number(match.Groups["len"].Value)).ToString(), StringComparison.Ordinal)
                : match.Value;
        }

        if (match.Groups["chain"] is { Success: true } chain)
        {
            return match.Groups["kind"].Value + Chain(chain.Value);
        }

        string value = match.Value;
        int slash = value.IndexOf('/', StringComparison.Ordinal);
        string host = slash < 0 ? value : value[..slash];
        if (match.Groups["mac"].Success)
        {
            return Mac(value);
        }

        if (!IPAddress.TryParse(host, out IPAddress? address))
        {
            return value;
        }

        if (slash < 0)
        {
            return _addresses.Map(address).ToString();
        }

        int prefix = Number(value[(slash + 1)..]);
        bool isNetwork = IPNetwork.TryParse(value, out _);
        return _addresses.Map(address, isNetwork ? prefix : null).ToString() + value[slash..];
    });

    /// <summary>The maker's half of a hardware address stays; multicast and all-ones addresses are everybody's.</summary>
    private string Mac(string mac)
    {
        if (mac is "00:00:00:00:00:00" or "ff:ff:ff:ff:ff:ff" || mac.StartsWith("33:33:", StringComparison.Ordinal) || mac.StartsWith("01:00:5e", StringComparison.Ordinal)
            || mac.StartsWith("01:80:c2", StringComparison.Ordinal))
        {
            return mac;
        }

        byte[] hash = HMACSHA256.HashData(_salt, Encoding.ASCII.GetBytes("mac/" + mac.ToLowerInvariant()));
        return $"{mac[..8]}:{hash[0]:x2}:{hash[1]:x2}:{hash[2]:x2}";
    }

    /// <summary>kube-proxy's chains are named by a hash of names and addresses, which could be guessed: another hash.</summary>
    private string Chain(string hash)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        byte[] bytes = HMACSHA256.HashData(_salt, Encoding.ASCII.GetBytes("chain/" + hash));
        return string.Concat(bytes.Take(hash.Length).Select(b => Alphabet[b & 31]));
    }

    /// <summary>An address as <c>/proc/net</c> has it: words of the machine, little-endian.</summary>
    private string Hex(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        for (int i = 0; i < bytes.Length; i += 4)
        {
            bytes.AsSpan(i, 4).Reverse();
        }

        byte[] mapped = _addresses.Map(new IPAddress(bytes)).GetAddressBytes();
        for (int i = 0; i < mapped.Length; i += 4)
        {
            mapped.AsSpan(i, 4).Reverse();
        }

        return Convert.ToHexString(mapped);
    }

    /// <summary>Word by word; a word that is the name of a JSON member stays.</summary>
    private string Words(string text)
    {
        StringBuilder? changed = null;
        int copied = 0;
        for (int at = 0; at < text.Length;)
        {
            if (!IsLetter(text[at]))
            {
                at++;
                continue;
            }

            int start = at;
            while (at < text.Length && IsLetter(text[at]))
            {
                at++;
            }

            if (at + 1 < text.Length && text[at] == '"' && text[at + 1] == ':' && start > 0 && text[start - 1] == '"')
            {
                continue;
            }

            string word = text[start..at];
            string mapped = _names.Map(word);
            if (!ReferenceEquals(mapped, word) && mapped != word)
            {
                (changed ??= new StringBuilder(text.Length)).Append(text, copied, start - copied).Append(mapped);
                copied = at;
            }
        }

        return changed is null ? text : changed.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool IsLetter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private static JsonArray Items(JsonNode? node, string name) => node is JsonObject item && item[name] is JsonArray list ? list : new JsonArray();

    [GeneratedRegex("""
        "addr":\s*"(?<addr>[0-9a-fA-F.:]+)",\s*"len":\s*(?<len>\d+)
        |(?<kind>KUBE-(?:SVC|SEP|EXT|SVL|FW|XLB)-)(?<chain>[A-Z2-7]{16})
        |(?<kind>(?:service|endpoint|external|firewall|source-ranges)-)(?<chain>[A-Z2-7]{8})(?=-)
        |(?<mac>(?<![0-9A-Za-z:])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?![0-9A-Za-z:]))
        |(?<![0-9A-Za-z_.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?![0-9A-Za-z_]|\.\d)
        |(?<![0-9A-Za-z_:.])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?:/\d{1,3})?(?![0-9A-Za-z_:])
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Address();

    [GeneratedRegex("(?<![0-9A-Fa-f])([0-9A-F]{32}|[0-9A-F]{8}):([0-9A-F]{4})(?![0-9A-Fa-f:])")]
    private static partial Regex HexAddress();

    [GeneratedRegex("\"[^\"\n]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<![\w.-])(?:[a-z0-9_-]+\.)+(?:com|org|net|io|dev|example|cloud|gov|edu|eu|de|uk|fr|nl|local|internal|corp|lan)(?![\w-]|\.\w)")]
    private static partial Regex FullDomain();
}
