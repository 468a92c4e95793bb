"""Addresses of the pages."""

from django.urls import path

from claims.pages import article, articles, health, home, predictions, site, speakers

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("predictions/", predictions.prediction_list, name="predictions"),
    path("predictions/<int:pk>/", predictions.prediction, name="prediction"),
    path("articles/", articles.article_list, name="articles"),
    path("articles/<int:pk>/", article.article, name="article"),
    path("speakers/", speakers.speaker_list, name="speakers"),
    path("speakers/<int:pk>/", speakers.speaker, name="speaker"),
    path("livez", health.livez, name="livez"),
    path("healthz", health.healthz, name="healthz"),
    path("robots.txt", site.robots, name="robots"),
    path("favicon.ico", site.favicon, name="favicon"),
]
