namespace KubeNetTui.Tests.Sessions;

/// <summary>
/// Which bindings (by id) and commands (<c>:ctx</c>) a session uses. The session is held to it when the person leaves, and the sessions
/// together to all that are declared.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PressesAttribute(params string[] what) : Attribute
{
    public IReadOnlyList<string> What { get; } = what;
}
