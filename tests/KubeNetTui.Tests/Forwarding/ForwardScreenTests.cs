using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using KubeNetTui.Forwarding;
using KubeNetTui.Tests.Acting;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Forwarding;

/// <summary>Ports forwarded from the screens: proposed, shown for what is selected, kept for the next start.</summary>
public sealed class ForwardScreenTests
{
    [Fact]
    public async Task A_port_that_is_taken_brings_the_question_back_with_one_that_is_free()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int taken = ((IPEndPoint)other.LocalEndpoint).Port;
        await using ServedPerson at = await ServedPerson.StartAsync("services");
        Person person = await at.SelectAsync("web");

        await AskAsync(person, $"{taken}:80");

        Assert.Contains($"127.0.0.1:{taken} is taken: forward web: ", person.Screen, StringComparison.Ordinal);
        int free = int.Parse(Regex.Match(person.Screen, @"forward web: (\d+):80").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.NotEqual(taken, free);
        person.Press("enter");
        Assert.Contains($"127.0.0.1:{free} → web:80", person.StatusLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_forwards_of_what_is_selected_are_shown_alone_and_all_by_the_command()
    {
        await using ServedPerson at = await ServedPerson.StartAsync("services");
        Person person = await at.SelectAsync("web");
        await AskAsync(person, "0:80");
        person.Press("/", "ctrl-u", "enter");
        await at.SelectAsync("cart");
        await AskAsync(person, "0:80");

        person.Press("f");
        await person.Until("service shop/cart");
        Assert.DoesNotContain("service shop/web", person.Screen, StringComparison.Ordinal);
        person.Press("esc").Command("pf");
        await person.Until("service shop/web");
        Assert.Contains("service shop/cart", person.Screen, StringComparison.Ordinal);

        person.Press("esc").Command("deploy");
        await at.SelectAsync("web");
        Assert.Contains("No port of web is forwarded", person.Press("f").Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forward_that_is_kept_is_offered_at_the_next_start_and_started_from_there()
    {
        await using ServedPerson at = await ServedPerson.StartAsync("services");
        Person person = await at.SelectAsync("web");
        await AskAsync(person, "0:80");
        person.Command("pf");
        await person.Until("service shop/web");
        person.Press("p");
        Assert.Contains("is offered again after a restart", person.StatusLine, StringComparison.Ordinal);
        string local = Regex.Match(person.Screen, @"127\.0\.0\.1:\d+").Value;

        // The same context again: a session of its own, as after a restart.
        person.Command("ctx shop");
        await person.Until("1 port-forwards were kept for this context: :pf starts them");
        person.Command("pf");
        await person.Until("not started");
        Assert.Contains($"services shop/web", person.Line(local), StringComparison.Ordinal);

        // The session before gives its port free while it ends.
        await at.UntilAsync(() => CanListen(IPEndPoint.Parse(local)));
        person.Press("enter");
        await person.Until("service shop/web");
        Assert.Contains("●", person.Line(local), StringComparison.Ordinal);

        // Kept no more, nothing is offered.
        person.Press("p");
        Assert.Contains("ends with the program", person.StatusLine, StringComparison.Ordinal);
        Assert.Empty(new ForwardStore(Path.Combine(at.Folder, "forwards")).Read("shop"));
    }

    [Fact]
    public async Task Ending_the_session_frees_the_ports()
    {
        await using ServedPerson at = await ServedPerson.StartAsync("services");
        Person person = await at.SelectAsync("web");
        await AskAsync(person, "0:80");
        IPEndPoint local = person.Workspace.Session.Forwards.All[0].Request.Local;

        person.Command("ctx shop");

        await at.UntilAsync(() => CanListen(local));
    }

    [Fact]
    public void A_file_that_is_none_of_the_programs_is_passed_over()
    {
        string folder = Directory.CreateTempSubdirectory("kubenettui-kept-").FullName;
        try
        {
            ForwardStore store = new(folder);
            foreach (string text in (string[])["", "{}", "[1]", "[{\"name\":1}]", "[{\"name\":\"web\",\"port\":\"x\"}]", "\0\u0001"])
            {
                File.WriteAllText(Path.Combine(folder, "shop.json"), text);
                Assert.Empty(store.Read("shop"));
            }

            KeptForward kept = new("https://a", "pods", "shop", "web-1", "127.0.0.1:8080", 80);
            store.Write("arn:aws:eks/shop", [kept]);
            Assert.Equal([kept], store.Read("arn:aws:eks/shop"));
            store.Write("arn:aws:eks/shop", []);
            Assert.Empty(store.Read("arn:aws:eks/shop"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool CanListen(IPEndPoint local)
    {
        try
        {
            using TcpListener listener = new(local);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task AskAsync(Person person, string typed)
    {
        person.Press("F");
        await person.Until("forward ");
        await person.Until(": ");
        for (DateTime end = DateTime.UtcNow.AddMinutes(1); person.Workspace.Overlays.Count == 0; await Task.Delay(10, TestContext.Current.CancellationToken))
        {
            Assert.True(DateTime.UtcNow < end, person.Screen);
            person.Settle();
        }

        person.Press("ctrl-u").Type(typed).Press("enter");
    }
}
