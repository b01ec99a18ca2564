using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Tests.Keys;

public sealed class BindingTests(Tour tour) : IClassFixture<Tour>
{
    private IEnumerable<(string Where, Binding Binding)> All =>
        tour.Visited.SelectMany(v => v.Bindings.Select(b => ($"{v.Place.Section}: {v.Place.Title}", b))).Concat(tour.Everywhere.Select(b => ("everywhere", b)));

    [Fact]
    public void No_key_has_two_meanings_on_one_screen()
    {
        foreach (Visited at in tour.Visited)
        {
            IEnumerable<string> twice = at.Bindings.SelectMany(b => b.Keys.Select(k => (Key: k, b.Id))).GroupBy(p => p.Key).Where(g => g.Count() > 1)
                .Select(g => $"{at.Place.Title}: {g.Key} is {string.Join(" and ", g.Select(p => p.Id))}");
            Assert.Empty(twice);
            Assert.Empty(at.Bindings.GroupBy(b => b.Id).Where(g => g.Count() > 1).Select(g => $"{at.Place.Title}: {g.Key} twice"));
        }
    }

    [Fact]
    public void Every_binding_has_a_name_a_key_that_can_be_typed_and_a_sentence()
    {
        Assert.All(All, x =>
        {
            Assert.Matches("^[a-z]+([.][a-zA-Z0-9-]+)+$", x.Binding.Id);
            Assert.NotEmpty(x.Binding.Keys);
            Assert.All(x.Binding.Keys, k => Assert.Equal(k, KeyEvent.Parse(k).ToString()));
            Assert.Matches(@"^[A-Z].*[.]$", x.Binding.Help);
        });
    }

    [Fact]
    public void A_name_means_one_thing()
    {
        // Who remaps it knows what is remapped.
        Assert.Empty(All.GroupBy(x => x.Binding.Id).Where(g => g.Select(x => x.Binding.Group).Distinct().Count() > 1)
            .Select(g => $"{g.Key}: {string.Join(" | ", g.Select(x => x.Binding.Group).Distinct())}"));
    }

    [Fact]
    public void Every_command_has_a_word_of_its_own_and_says_what_it_does()
    {
        Assert.Empty(tour.Commands.SelectMany(c => c.Words).GroupBy(w => w, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.All(tour.Commands, c => Assert.NotEmpty(c.Help));
    }
}
