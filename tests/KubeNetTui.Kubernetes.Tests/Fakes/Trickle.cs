namespace KubeNetTui.Kubernetes.Tests;

/// <summary>Hands out bytes so many at a time, as a network may.</summary>
internal sealed class Trickle(byte[] bytes, int atATime)
{
    private int _at;

    public ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        var take = Math.Min(Math.Min(atATime, buffer.Length), bytes.Length - _at);
        bytes.AsMemory(_at, take).CopyTo(buffer);
        _at += take;
        return ValueTask.FromResult(take);
    }
}
