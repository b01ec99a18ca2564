using KubeNetTui.Access;
using KubeNetTui.Evidence;
using KubeNetTui.Replay;
using KubeNetTui.Tests.Moving;
using AccessRule = KubeNetTui.Evidence.AccessRule;

namespace KubeNetTui.Tests.Access;

/// <summary>What somebody may do, and what says so.</summary>
public sealed class CanTests
{
    [Theory]
    [InlineData("", "me")]
    [InlineData("me", "me")]
    [InlineData("user jane", "user jane")]
    [InlineData("group dev", "group dev")]
    [InlineData("sa web", "sa shop/web")]
    [InlineData("sa pay/web", "sa pay/web")]
    [InlineData("user system:serviceaccount:pay:web", "sa pay/web")]
    [InlineData("system:serviceaccount:pay:web", "sa pay/web")]
    [InlineData("jane", null)]
    [InlineData("user", null)]
    [InlineData("sa /web", null)]
    [InlineData("user jane doe", null)]
    public void Somebody_is_named_by_a_word_for_what_they_are(string typed, string? who) => Assert.Equal(who, Who.Parse(typed, "shop")?.ToString());

    [Fact]
    public void Bindings_add_up_and_a_role_that_is_not_there_gives_nothing()
    {
        var book = new RoleBook(
            [Role("ClusterRole", "", "view", new AccessRule(["watch", "get"], ["", "apps"], ["pods", "deployments"], []))],
            [Binding("ClusterRoleBinding", "", "all-see", "ClusterRole", "view", new AccessSubject("Group", "", "system:authenticated"))],
            [Role("Role", "shop", "ops", new AccessRule(["*"], [""], ["pods/exec"], ["web-1"]))],
            [
                Binding("RoleBinding", "shop", "jane-ops", "Role", "ops", new AccessSubject("User", "", "jane")),
                Binding("RoleBinding", "shop", "jane-lost", "Role", "gone", new AccessSubject("User", "", "jane")),
                Binding("RoleBinding", "shop", "others", "ClusterRole", "view", new AccessSubject("User", "", "bob")),
            ]);

        var grants = book.Of(Who.OfUser("jane"), clusterRolesRead: true, rolesRead: true).Select(g => $"{g.What} | {g.Verbs} | {g.Names} | {g.Where} | {g.By}").ToList();

        Assert.Equal(
        [
            "pods | get watch |  | cluster | ClusterRoleBinding all-see", "deployments | get watch |  | cluster | ClusterRoleBinding all-see",
            "pods.apps | get watch |  | cluster | ClusterRoleBinding all-see", "deployments.apps | get watch |  | cluster | ClusterRoleBinding all-see",
            "pods/exec | all verbs | web-1 | shop | RoleBinding shop/jane-ops", "nothing: the role is not there |  |  | shop | RoleBinding shop/jane-lost",
        ], grants);
        Assert.Equal("not known: the role can't be read", book.Of(Who.OfUser("jane"), true, rolesRead: false).Last().What[..33]);
        Assert.Empty(book.Of(Who.OfGroup("dev"), true, true));
    }

    [Fact]
    public async Task A_service_accounts_rights_are_listed_with_the_binding_that_grants_each()
    {
        await using var visit = await ShopVisit.StartAsync("pods kube-system");
        var person = await visit.Person.Until("coredns-");

        await person.Command("can sa kube-system/coredns").Until("ClusterRoleBinding");
        await person.Until("endpointslices.discovery.k8s.io");

        Assert.Contains("can(sa kube-system/coredns, in kube-system)", person.Screen, StringComparison.Ordinal);
        Assert.Matches(@"endpointslices\.discovery\.k8s\.io\s+list watch\s+cluster\s+ClusterRoleBinding \S*coredns\s+ClusterRole system:coredns", person.Screen);
        await person.Press("enter").Until("kind: ClusterRole");
    }

    [Fact]
    public async Task What_I_may_do_is_what_the_server_lists()
    {
        await using var visit = await ShopVisit.StartAsync("pods shop", new User("eve", ["system:authenticated"]), AccessPolicy.ViewNamespace("shop"));
        var person = await visit.Person.Until("web-");

        await person.Command("can").Until("can(me, eve, in shop)");
        await person.Until("pods/log");

        Assert.Matches(@"pods/log\s+get list watch\s+shop", person.Screen);
        Assert.Contains("Roles can't be read, so what grants it is not known", person.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets", person.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_others_what_can_not_be_read_is_named()
    {
        await using var visit = await ShopVisit.StartAsync("pods shop", new User("eve", ["system:authenticated"]), AccessPolicy.ViewNamespace("shop"));
        var person = await visit.Person.Until("web-");

        await person.Command("can user jane").Until("nor can the server be asked about others");

        Assert.Contains("ClusterRoleBindings, RoleBindings, ClusterRoles, Roles can't be read", person.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_roles_can_not_be_read_the_server_is_asked_about_the_usual_kinds()
    {
        await using var visit = await ShopVisit.StartAsync("pods shop", new User("auditor", ["system:authenticated"]), new Auditor());
        var person = await visit.Person.Until("web-");

        await person.Command("can sa kube-system/coredns").Until("asked about the usual kinds");
        await person.Until("endpointslices.discovery.k8s.io");

        Assert.Contains("ClusterRoleBinding", person.Line("endpointslices"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_can_not_be_understood_is_said_with_what_can()
    {
        await using var person = new Screens.Person();
        Assert.Contains("\"jane\" is nobody that could be asked about: :can takes nothing", person.Command("can jane").StatusLine, StringComparison.Ordinal);
    }

    private static AccessRole Role(string kind, string ns, string name, params AccessRule[] rules) =>
        new() { Meta = new ObjectMeta { Name = name, Namespace = ns }, RoleKind = kind, Rules = rules };

    private static AccessBinding Binding(string kind, string ns, string name, string roleKind, string role, AccessSubject subject) =>
        new() { Meta = new ObjectMeta { Name = name, Namespace = ns }, BindingKind = kind, RoleKind = roleKind, RoleName = role, Subjects = [subject] };

    /// <summary>Reads everything but roles, and may ask about others.</summary>
    private sealed class Auditor : AccessPolicy
    {
        public override IReadOnlyList<KubeNetTui.Replay.AccessRule> Rules(User user, string @namespace) => [new(["*"], ["*"], ["*"], ["*"])];

        public override bool Allows(AccessRequest request) => request.Group != "rbac.authorization.k8s.io" || request.Verb == "create";
    }
}
