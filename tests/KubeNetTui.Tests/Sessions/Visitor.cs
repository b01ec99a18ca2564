using System.Reflection;
using KubeNetTui.App;
using KubeNetTui.Terminal;
using KubeNetTui.Tests.Screens;
using Xunit.v3;

namespace KubeNetTui.Tests.Sessions;

/// <summary>
/// A person at the demo: the program as it is but for the terminal, and its API server over HTTP. Expectations wait, and fail with the
/// screen as it is. Which bindings and commands are used is noted down.
/// </summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly Demo _demo;
    private readonly bool _ownsDemo;
    private string _said = "";
    private readonly SortedSet<string> _used = new(StringComparer.Ordinal);

    private Visitor(Demo demo, Person person, bool ownsDemo) => (_demo, Person, _ownsDemo) = (demo, person, ownsDemo);

    /// <summary>How long an expectation waits: generous, because machines that run tests are busy.</summary>
    private static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    public Person Person { get; }

    public Demo Demo => _demo;

    public Workspace Workspace => Person.Workspace;

    public TestTerminal Shell => Person.Terminal!;

    public string Screen => Person.Screen;

    /// <summary>Opens the program, and waits for what it shows first.</summary>
    public static async Task<Visitor> OpenAsync(string command = "pods shop", string expect = "ads-", bool isLiving = false, Demo? demo = null, int width = 200, int height = 50, bool readOnly = false)
    {
        Demo served = demo ?? await Demo.StartAsync(isLiving);
        Person person = new(width: width, height: height, connector: served, command: command, readOnly: readOnly, folders: served.Folders, time: FakeTime.From(TimeProvider.System.GetUtcNow()))
        {
            Terminal = new TestTerminal(),
        };
        Visitor visitor = new(served, person, demo is null);
        await visitor.Expect(expect);
        await visitor.Until(() => visitor.Workspace.CurrentSession?.Catalog is not null, "the kinds of the server are known");
        return visitor;
    }

    public async Task Press(params string[] keys)
    {
        foreach (string key in keys)
        {
            Person.Settle().Draw();
            Note(key);
            Person.Press(key);
            _said = Workspace.Toast.Text;
            await Task.Yield();
        }
    }

    public Task Type(string text)
    {
        Person.Settle().Type(text);
        return Task.CompletedTask;
    }

    /// <summary>A line after the colon.</summary>
    public async Task Command(string line)
    {
        await Press(":");
        _used.Add(":" + line.Split(' ')[0]);
        await Type(line);
        Person.Press("enter");
    }

    /// <summary>Goes down (or up) to the row of that name, as a person does who sees it.</summary>
    public async Task Focus(string begin)
    {
        await Until(() => Names().Any(n => n.StartsWith(begin, StringComparison.Ordinal)), $"a row {begin}");
        await Press("g");
        for (int i = 0; i < 500 && !Here().StartsWith(begin, StringComparison.Ordinal); i++)
        {
            await Press("j");
        }

        Assert.StartsWith(begin, Here());
    }

    public Task Expect(string text) => Until(() => Screen.Contains(text, StringComparison.Ordinal), $"\"{text}\"");

    public Task ExpectGone(string text) => Until(() => !Screen.Contains(text, StringComparison.Ordinal), $"no \"{text}\" any more");

    public Task ExpectLine(params string[] parts) =>
        Until(() => Screen.Split('\n').Any(l => parts.All(p => l.Contains(p, StringComparison.Ordinal))), $"a line with {string.Join(" and ", parts)}");

    public async Task Until(Func<bool> holds, string what)
    {
        DateTime end = DateTime.UtcNow + Patience;
        while (!Holds())
        {
            Assert.True(DateTime.UtcNow < end, $"after {Patience.TotalSeconds:0} s still not {what}; last said was \"{_said}\", in:\n{Screen}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Person.Wait(TimeSpan.FromMilliseconds(200));

        bool Holds()
        {
            Person.Wait(TimeSpan.FromMilliseconds(50));
            return holds();
        }
    }

    /// <summary>Leaves by the key, and holds the session to what it said that it presses.</summary>
    public async Task Leave()
    {
        await Press("ctrl-c");
        Assert.True(Person.HasLeft);
        MethodInfo? test = (TestContext.Current.TestMethod as IXunitTestMethod)?.Method;
        Assert.Empty((test?.GetCustomAttribute<PressesAttribute>()?.What ?? []).Except(_used));
    }

    public async ValueTask DisposeAsync()
    {
        await Person.DisposeAsync();
        if (_ownsDemo)
        {
            await _demo.DisposeAsync();
        }
    }

    private string Here() => Workspace.Stack.Top is KubeNetTui.Screens.ListScreen { Model.SelectedRow: { } row } ? row.Name : "";

    private IEnumerable<string> Names() =>
        Workspace.Stack.Top is KubeNetTui.Screens.ListScreen list ? list.Model.Rows.Select(r => r.Row.Name) : [];

    private void Note(string key)
    {
        string name = KeyEvent.Parse(key).ToString();
        IEnumerable<Binding> bindings = Workspace.Overlays.Count > 0 ? Workspace.Keys.Apply(Workspace.Overlays[^1].Bindings)
            : Workspace.Stack.Top.IsTyping ? []
            : Workspace.Keys.Apply(Workspace.Stack.Top.Bindings).Concat(Workspace.GlobalBindings);
        if (name == "ctrl-c")
        {
            _used.Add("app.quit");
        }
        else if (bindings.FirstOrDefault(b => b.Keys.Contains(name)) is { } binding && binding.WhyDisabled() is null)
        {
            _used.Add(binding.Id);
        }
    }
}
