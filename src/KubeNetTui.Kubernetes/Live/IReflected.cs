using System.Text.Json;

namespace KubeNetTui.Kubernetes;

internal enum WatchChange
{
    Put,
    Delete,
}

/// <summary>What a <see cref="Reflector"/> keeps up to date. Called by one thread at a time.</summary>
internal interface IReflected : IListSink
{
    /// <summary>A list begins; what is shown stays until it is whole, but for the first.</summary>
    void ListBegins();

    /// <summary>The list is whole: what it did not contain is gone.</summary>
    void ListEnds();

    /// <summary>An event of the watch, with the object as the server sent it (a Table of one row, or the object).</summary>
    /// <exception cref="JsonException">Broken.</exception>
    void Apply(WatchChange change, ReadOnlySpan<byte> json);
}
