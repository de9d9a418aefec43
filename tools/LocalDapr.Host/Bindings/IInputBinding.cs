namespace LocalDapr.Bindings;

/// <summary>An input binding.</summary>
internal interface IInputBinding : IAsyncDisposable
{
    /// <summary>Component name.</summary>
    string Name { get; }

    /// <summary>Path of the application it calls, without slash in front.</summary>
    string Route { get; }

    /// <summary>True when the component says <c>direction: input</c>: the application is not asked whether it wants it.</summary>
    bool IsWantedInAnyCase { get; }

    /// <summary>Starts reading; returns at once.</summary>
    /// <param name="delivery">Takes what is read to the application.</param>
    void Start(AppDelivery delivery);
}
