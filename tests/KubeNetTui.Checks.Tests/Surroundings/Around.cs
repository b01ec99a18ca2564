using System.Text;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>Surroundings made up for a test: what was not said is not there; what was not read is named.</summary>
internal sealed class Around : ISurroundings
{
    private readonly List<Service> _services = [];
    private readonly List<EndpointSlice> _slices = [];
    private readonly List<IngressClass> _classes = [];
    private readonly List<GatewayClass> _gatewayClasses = [];
    private readonly List<Gateway> _gateways = [];
    private readonly List<ReferenceGrant> _grants = [];
    private readonly List<ServiceCidr> _ranges = [];
    private readonly HashSet<string> _secrets = [];
    private readonly HashSet<string> _unread = [];

    public Found<IReadOnlyList<IngressClass>> IngressClasses => Of<IReadOnlyList<IngressClass>>("ingressclasses", _classes);

    public Found<IReadOnlyList<ServiceCidr>> ServiceCidrs => Of<IReadOnlyList<ServiceCidr>>("servicecidrs", _ranges);

    public Found<IReadOnlyList<GatewayClass>> GatewayClasses => Of<IReadOnlyList<GatewayClass>>("gatewayclasses", _gatewayClasses);

    public Found<Service> Service(string ns, string name) => Of("services", _services.Find(s => s.Namespace == ns && s.Name == name));

    public Found<IReadOnlyList<EndpointSlice>> Slices(string ns, string service) =>
        Of<IReadOnlyList<EndpointSlice>>("endpointslices", _slices.FindAll(s => s.Namespace == ns && s.ServiceName == service));

    public Found<IReadOnlySet<string>> SecretNames(string ns) => Of<IReadOnlySet<string>>("secrets", _secrets);

    public Found<Gateway> Gateway(string ns, string name) => Of("gateways", _gateways.Find(g => g.Namespace == ns && g.Name == name));

    public Found<IReadOnlyList<ReferenceGrant>> ReferenceGrants(string ns) =>
        Of<IReadOnlyList<ReferenceGrant>>("referencegrants", _grants.FindAll(g => g.Namespace == ns));

    public Around Unread(params string[] resources)
    {
        _unread.UnionWith(resources);
        return this;
    }

    /// <summary>A service with one port <c>http</c> 80 and its slice.</summary>
    public Around With(string service, string endpoints, string ports = "http:80>8080", string slicePorts = "http:8080", string ns = "shop")
    {
        Assert.True(Evidence.Service.TryParse(Encoding.UTF8.GetBytes(Some.Service(service, $"app={service}", ports, ns)), out var parsed, out _));
        Assert.True(EndpointSlice.TryParse(Encoding.UTF8.GetBytes(Some.Slice(service, endpoints, slicePorts, ns)), out var slice, out _));
        _services.Add(parsed);
        _slices.Add(slice);
        return this;
    }

    public Around WithService(string json)
    {
        Assert.True(Evidence.Service.TryParse(Bytes(json), out var parsed, out _));
        _services.Add(parsed);
        return this;
    }

    public Around WithClass(string name, bool isDefault = false)
    {
        Assert.True(IngressClass.TryParse(
            Bytes($"{{'metadata':{{'name':'{name}','annotations':{{'ingressclass.kubernetes.io/is-default-class':'{(isDefault ? "true" : "false")}'}}}},'spec':{{'controller':'c'}}}}"),
            out var parsed, out _));
        _classes.Add(parsed);
        return this;
    }

    public Around WithSecret(string name)
    {
        _secrets.Add(name);
        return this;
    }

    public Around WithGateway(string json)
    {
        Assert.True(Evidence.Gateway.TryParse(Bytes(json), out var parsed, out _));
        _gateways.Add(parsed);
        return this;
    }

    public Around WithGatewayClass(string name, string accepted)
    {
        Assert.True(GatewayClass.TryParse(
            Bytes($"{{'metadata':{{'name':'{name}'}},'spec':{{'controllerName':'c'}},'status':{{'conditions':[{{'type':'Accepted','status':'{accepted}','reason':'R'}}]}}}}"), out var parsed, out _));
        _gatewayClasses.Add(parsed);
        return this;
    }

    public Around WithGrant(string json)
    {
        Assert.True(ReferenceGrant.TryParse(Bytes(json), out var parsed, out _));
        _grants.Add(parsed);
        return this;
    }

    public Around WithRange(string cidr)
    {
        Assert.True(ServiceCidr.TryParse(Bytes($"{{'metadata':{{'name':'r'}},'spec':{{'cidrs':['{cidr}']}}}}"), out var parsed, out _));
        _ranges.Add(parsed);
        return this;
    }

    /// <summary>JSON with single quotes.</summary>
    public static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json.Replace('\'', '"'));

    private Found<T> Of<T>(string resource, T? value)
        where T : class =>
        _unread.Contains(resource) ? new Found<T>(null, $"403: may not list {resource}") : new(value, "");
}
