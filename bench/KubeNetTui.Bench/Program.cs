using KubeNetTui.Bench;

// Parts named on the command line; without, all.
(string Name, Func<Task> Run)[] parts =
[
    ("iptables", () => Task.Run(IptablesFigures.Run)),
    ("conntrack", () => Task.Run(ConntrackFigures.Run)),
    ("nodes", NodeFigures.RunAsync),
    ("checks", CheckFigures.RunAsync),
];
foreach (var (name, run) in parts)
{
    if (args.Length == 0 || args.Contains(name))
    {
        Console.WriteLine($"-- {name}, load {(File.Exists("/proc/loadavg") ? (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0] : "not known")}");
        await run();
    }
}
