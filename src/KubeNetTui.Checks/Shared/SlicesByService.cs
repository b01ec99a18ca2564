using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>EndpointSlices by the service that they belong to.</summary>
internal sealed class SlicesByService
{
    private readonly Dictionary<(string Namespace, string Service), List<EndpointSlice>> _slices = [];

    private SlicesByService(ObjectList<EndpointSlice> list)
    {
        foreach (EndpointSlice slice in list.Items)
        {
            if (!_slices.TryGetValue((slice.Namespace, slice.ServiceName), out List<EndpointSlice>? slices))
            {
                _slices.Add((slice.Namespace, slice.ServiceName), slices = []);
            }

            slices.Add(slice);
        }
    }

    /// <summary>Those of one service; empty also where the list was not read, which the caller has looked at before.</summary>
    public static IReadOnlyList<EndpointSlice> Of(Reading<EndpointSlice> reading, string ns, string service) =>
        reading.List?.View(l => new SlicesByService(l))._slices.GetValueOrDefault((ns, service)) ?? [];
}
