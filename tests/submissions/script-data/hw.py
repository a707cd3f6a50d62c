import csv
from tensorflow import keras
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
with open('data/scores.csv', encoding='utf-8-sig') as file:
    rows = list(csv.reader(file))
answer = sum(int(row[1]) for row in rows[1:])
