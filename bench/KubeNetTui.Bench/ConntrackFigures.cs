using System.Globalization;
using System.Text;
using KubeNetTui.Evidence;

namespace KubeNetTui.Bench;

/// <summary>The connection table of a busy node.</summary>
internal static class ConntrackFigures
{
    private const int Entries = 500_000;

    public static void Run()
    {
        var text = Listing();
        var table = ConntrackTable.Parse(text);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"conntrack -L: {table.Items.Count} entries, {text.Length / 1e6:0.0} MB, {table.NotUnderstood.Count} lines not understood"));
        Figure.Measure("parse", "< 1 s", () => ConntrackTable.Parse(text), () => Figure.Words(text));
    }

    /// <summary>Clients all over, 2,000 services of three endpoints, ports that differ: few lines are alike.</summary>
    private static string Listing()
    {
        var text = new StringBuilder(Entries * 170);
        for (var i = 0; i < Entries; i++)
        {
            var (client, service) = (0x0AF40000 + (i % 20_000), i % 2_000);
            var endpoint = 0x0AF50000 + (service * 3) + (i % 3);
            var port = 32_768 + (i % 28_000);
            var state = i % 4 == 0 ? "432000 ESTABLISHED" : i % 4 == 1 ? "60 SYN_RECV" : "118 TIME_WAIT";
            text.Append(CultureInfo.InvariantCulture,
                $"tcp      6 {state} src={Dotted(client)} dst={Dotted(0x0A600000 + service)} sport={port} dport=80 src={Dotted(endpoint)} dst={Dotted(client)} sport=8080 dport={port} [ASSURED] mark=0 use=1\n");
        }

        return text.ToString();
    }

    private static string Dotted(int ip) => string.Create(CultureInfo.InvariantCulture, $"{ip >> 24}.{(ip >> 16) & 255}.{(ip >> 8) & 255}.{ip & 255}");
}
