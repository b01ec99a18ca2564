using System.Collections;

namespace KubeNetTui.Replay;

/// <summary>One object's text as the store keeps it: <c>{"metadata":…</c> first, no kind and no apiVersion.</summary>
/// <param name="MetadataLength">Bytes of the value of <c>metadata</c>.</param>
internal readonly record struct LazyText(byte[] Json, int MetadataLength);

/// <summary>
/// Objects of a bundle that are written anew each time somebody reads them: a generated cluster of 150,000 pods is 1.5 GB of text
/// that need not be held. The text of an index may not change but for fields that nobody compares (a lease's time).
/// </summary>
internal sealed class LazyObjects(int count, Func<int, (string Namespace, string Name, long Version)> key, Func<int, LazyText> text)
    : IReadOnlyList<ReadOnlyMemory<byte>>
{
    public int Count => count;

    public ReadOnlyMemory<byte> this[int index] => Text(index).Json;

    /// <summary>Namespace ("" for cluster-scoped kinds), name and resourceVersion, without writing the text.</summary>
    public (string Namespace, string Name, long Version) Key(int index) => key(index);

    public LazyText Text(int index) => text(index);

    public IEnumerator<ReadOnlyMemory<byte>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
