namespace KubeNetTui.App;

/// <summary>A second cluster beside the first, as a side of it sees that.</summary>
internal interface IBeside
{
    /// <summary>Two are in sight.</summary>
    bool IsOpen { get; }

    /// <summary>Opens a context beside the one in use; where two are in sight, in the place of the other.</summary>
    /// <param name="from">The side that asks.</param>
    /// <param name="arrival">What to open there.</param>
    void Open(Workspace from, string context, Arrival arrival);

    /// <summary>Ends a side; the other has the whole screen then.</summary>
    void Close(Workspace side);

    /// <summary>As <see cref="Close"/>, where it is the one that was opened beside.</summary>
    /// <returns>False: it is not.</returns>
    bool TryCloseSecond(Workspace side);

    /// <summary>The keys to the other side.</summary>
    void Switch();

    /// <summary>The side has the keys.</summary>
    bool HasFocus(Workspace side);
}
