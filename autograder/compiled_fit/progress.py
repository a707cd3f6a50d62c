"""History and progress bar of a compiled run, fed from rows of metric values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from keras.callbacks import History, ProgbarLogger


@dataclass(frozen=True)
class Bars:
    """The progress bars among the callbacks; usually one or none."""

    bars: tuple[Any, ...]

    @classmethod
    def among(cls, callbacks: list[Any]) -> Bars:
        """Picks the progress bars, in order."""
        return cls(tuple(c for c in callbacks if type(c) is ProgbarLogger))

    def batch(self, step: int, logs: dict[str, float]) -> None:
        """Shows the values after a step, if the bar thinks it is time."""
        if self.bars:
            ordered = dict(sorted(logs.items()))
            for bar in self.bars:
                bar.on_train_batch_end(step, ordered)


class Reporter:
    """Writes what stock's `History` and `ProgbarLogger` would, epoch by epoch or many at once."""

    def __init__(self, callbacks: Any, names: list[str]) -> None:
        """Splits the callback list of a whole run.

        Args:
            callbacks: a `CallbackList` of `History` and `ProgbarLogger` instances only.
            names: metric names, in the order of the columns of a row.
        """
        self._histories = [c for c in callbacks.callbacks if type(c) is History]
        self._bars = Bars.among(callbacks.callbacks)
        self._model = callbacks.model
        self._names = names
        # Keras hands logs to callbacks sorted by name (`python_utils.pythonify_logs`).
        self._sorted = sorted(range(len(names)), key=names.__getitem__)

    def logs(self, row: Any) -> dict[str, float]:
        """One row of metric values as the logs that callbacks see."""
        return {self._names[i]: float(row[i]) for i in self._sorted}

    def epoch_logs(self, row: Any, validation: Any | None) -> dict[str, float]:
        """The logs at the end of an epoch, validation values included."""
        logs = self.logs(row)
        if validation is not None:
            logs.update({f"val_{name}": value for name, value in self.logs(validation).items()})
        return dict(sorted(logs.items()))

    def begin(self, epoch: int) -> None:
        """Opens an epoch on the progress bar."""
        for bar in self._bars.bars:
            bar.on_epoch_begin(epoch)

    def batch(self, step: int, row: Any) -> None:
        """Shows the values after a step, if the bar thinks it is time."""
        self._bars.batch(step, self.logs(row))

    def end(self, epoch: int, logs: dict[str, float]) -> None:
        """Closes an epoch."""
        for history in self._histories:
            history.on_epoch_end(epoch, logs)
        for bar in self._bars.bars:
            bar.on_epoch_end(epoch, logs)

    def many(
        self, first: int, train: Any, first_batch: Any, validation: Any | None
    ) -> dict[str, float]:
        """Reports whole epochs at once and returns the logs of the last.

        Args:
            first: number of the first epoch, from 0.
            train: metric values, shape `(epochs, metrics)`.
            first_batch: values after each epoch's first step, same shape.
            validation: validation values, same shape, or None.
        """
        if self._bars.bars:
            for i in range(len(train)):
                row = None if validation is None else validation[i]
                self.begin(first + i)
                self.batch(0, first_batch[i])
                logs = self.epoch_logs(train[i], row)
                self.end(first + i, logs)
            return logs
        columns = {self._names[i]: train[:, i].tolist() for i in self._sorted}
        if validation is not None:
            columns |= {f"val_{self._names[i]}": validation[:, i].tolist() for i in self._sorted}
        columns = dict(sorted(columns.items()))
        for history in self._histories:
            history.epoch.extend(range(first, first + len(train)))
            for name, values in columns.items():
                history.history.setdefault(name, []).extend(values)
            self._model.history = history
        return {name: values[-1] for name, values in columns.items()}
