using KubeNetTui.App;

namespace KubeNetTui.Reading;

/// <summary>An object as YAML; managedFields, which are often most of it, only when asked for.</summary>
internal sealed class YamlScreen(IWorkspace workspace, Selection selection) : ObjectScreen(workspace, selection, new TextView())
{
    private ReadOnlyMemory<byte> _json;
    private bool _managedFields;

    public override string Title => $"yaml {Selection.Resource.Singular} {FullName}";

    protected override string TextName => "the YAML";

    protected override IEnumerable<Binding> OwnBindings() =>
    [
        new("yaml.managed-fields", ["m"], "managed", "Shows or hides metadata.managedFields.", ToggleManagedFields)
        {
            Group = "Text", HintPriority = 45,
        },
        .. base.OwnBindings(),
    ];

    protected override async Task<Action> ReadAsync(CancellationToken cancellation)
    {
        var json = await ObjectReader.ReadAsync(Workspace.Session, Selection, cancellation).ConfigureAwait(false);
        var lines = YamlLines.Of(json, _managedFields);
        return () =>
        {
            _json = json;
            View.Show(lines);
        };
    }

    private void ToggleManagedFields()
    {
        _managedFields = !_managedFields;
        if (!_json.IsEmpty)
        {
            View.Show(YamlLines.Of(_json, _managedFields));
        }

        Workspace.Invalidate();
    }
}
