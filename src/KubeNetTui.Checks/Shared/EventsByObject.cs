using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Warning events by the object that they are about, newest first.</summary>
internal sealed class EventsByObject
{
    private readonly Dictionary<(string Kind, string Namespace, string Name), List<KubeEvent>> _events = [];

    private EventsByObject(ObjectList<KubeEvent> list)
    {
        foreach (KubeEvent e in list.Items.Where(e => e.IsWarning).OrderByDescending(e => e.Last))
        {
            (string, string, string) key = (e.Regarding.Kind, e.Regarding.Namespace, e.Regarding.Name);
            if (!_events.TryGetValue(key, out List<KubeEvent>? events))
            {
                _events.Add(key, events = []);
            }

            events.Add(e);
        }
    }

    /// <summary>Warnings about an object; empty where events were not read: they add to an answer, none rests on their absence.</summary>
    public static IReadOnlyList<KubeEvent> Of(Reading<KubeEvent> reading, ApiObject about) =>
        reading.List?.View(l => new EventsByObject(l)).Of(about) ?? [];

    private List<KubeEvent> Of(ApiObject about) =>
        (_events.GetValueOrDefault((about.Kind, about.Namespace, about.Name)) ?? [])

            // A pod of a StatefulSet has its predecessor's name: the events of that one are not its own.
            .FindAll(e => e.Regarding.Uid.Length == 0 || about.Meta.Uid.Length == 0 || e.Regarding.Uid == about.Meta.Uid);
}
